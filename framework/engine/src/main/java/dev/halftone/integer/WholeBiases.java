package dev.halftone.integer;

import dev.halftone.compile.Bound;
import dev.halftone.compile.Linears;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rounds the biases of products of two quantized operands to whole multiples, in 32 bits, of the
 * product of their scales: what integer hardware adds to its sums.
 */
public final class WholeBiases {
    private static final Set<String> PRODUCTS =
            Set.of("halftone.Linear", "Gemm", "Conv", "ConvTranspose");

    private WholeBiases() {}

    /** The same graph with such biases. */
    public static Bound in(Bound bound) {
        Graph graph = Linears.fuse(bound.graph());
        Edit edit = new Edit(graph);
        for (Node node : graph.nodes()) {
            if (PRODUCTS.contains(node.op()) && edit.isFixed(node.input(2))) {
                round(bound, edit, node);
            }
        }
        return bound.with(edit.done());
    }

    private static void round(Bound bound, Edit edit, Node node) {
        Optional<Lattice> left = grid(bound, edit, node.input(0));
        Optional<Lattice> right = grid(bound, edit, node.input(1));
        if (node.input(2).isEmpty() || left.isEmpty() || right.isEmpty() || !left.get().isOne()) {
            return;
        }
        String scale = edit.maker(node.input(1)).orElseThrow().input(1);
        Attributes attributes = Attributes.of("x_scale", left.get().scale()[0]);
        String name = node.name() + "/bias32";
        List<String> inputs = new ArrayList<>(node.inputs());
        Node bias =
                Edit.node(
                        node,
                        name,
                        "halftone.WholeBias",
                        List.of(node.input(2), scale),
                        attributes);
        inputs.set(2, name);
        edit.replace(node, List.of(bias, node.withInputs(inputs)));
    }

    private static Optional<Lattice> grid(Bound bound, Edit edit, String value) {
        return edit.maker(value, Lattice.OP).flatMap(node -> Lattice.of(node, bound));
    }
}
