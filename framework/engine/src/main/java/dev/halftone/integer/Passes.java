package dev.halftone.integer;

import dev.halftone.graph.Graph;
import java.util.List;
import java.util.function.UnaryOperator;

/** The passes over a graph with integer products, in order. */
final class Passes {
    private static final List<UnaryOperator<Graph>> LAST =
            List.of(Requantized::inside, Factors::taken, Units::divided, Directly::widened);

    private Passes() {}

    /**
     * @param fixed whether sums become codes in integers only
     */
    static Graph tidy(Graph graph, boolean fixed) {
        Graph now = Upward.codes(Parts.apart(Shared.once(graph)));
        if (fixed) {
            now = FixedPoint.rescaled(now);
        }
        for (UnaryOperator<Graph> pass : LAST) {
            now = pass.apply(now);
        }
        return now;
    }
}
