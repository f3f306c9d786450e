package dev.halftone.phase;

import ai.djl.ndarray.NDArray;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import java.util.Optional;
import java.util.Set;

/** Tells scores of classes from other answers. */
final class Classes {

    /** What passes values on as they are. */
    private static final Set<String> PASSING =
            Set.of("Flatten", "Gather", "Identity", "Reshape", "Slice", "Squeeze", "Unsqueeze");

    private Classes() {}

    /**
     * Whether the first output of a network scores classes: it is one row, and no features that
     * come right from a normalization, as of a backbone without a head.
     */
    static boolean isIn(Graph graph, NDArray first) {
        boolean isRow = first.getShape().dimension() == 2 && first.getShape().get(0) == 1;
        return isRow && !isNormalized(graph);
    }

    private static boolean isNormalized(Graph graph) {
        Optional<Node> maker = graph.producer(graph.outputs().get(0));
        while (maker.filter(node -> PASSING.contains(node.op())).isPresent()) {
            maker = graph.producer(maker.get().input(0));
        }
        return maker.filter(node -> node.op().equals("LayerNormalization")).isPresent();
    }
}
