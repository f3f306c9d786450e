package dev.halftone.integer;

import dev.halftone.compile.Bound;
import dev.halftone.graph.Graph;
import java.util.List;
import java.util.function.UnaryOperator;

/** The passes over a graph with integer products, in order. */
final class Passes {
    private Passes() {}

    static Graph tidy(Bound bound, boolean fast) {
        List<UnaryOperator<Graph>> passes =
                List.of(
                        Shared::once,
                        Parts::apart,
                        Upward::codes,
                        Requantized::inside,
                        Factors::taken,
                        Directly::widened);
        Graph graph = bound.graph();
        for (UnaryOperator<Graph> pass : passes) {
            graph = pass.apply(graph);
        }
        return graph;
    }
}
