package dev.halftone.integer;

import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Quantizes before tensors are rearranged instead of after: what moves are bytes, and the codes
 * come next to the product that makes the values.
 */
final class Upward {
    private static final Set<String> MOVES =
            Set.of("Reshape", "Transpose", "Squeeze", "Unsqueeze", "Flatten", "Identity");

    private Upward() {}

    static Graph codes(Graph graph) {
        Graph now = graph;
        while (true) {
            Edit edit = new Edit(now);
            now.nodes().stream()
                    .filter(node -> node.op().equals("halftone.Codes"))
                    .forEach(codes -> lift(edit, codes));
            if (!edit.isChanged()) {
                return now;
            }
            now = edit.done();
        }
    }

    private static void lift(Edit edit, Node codes) {
        Optional<Node> move =
                edit.maker(codes.input(0))
                        .filter(node -> MOVES.contains(node.op()))
                        .filter(node -> edit.reader(codes.input(0)).isPresent());
        if (move.isEmpty()) {
            return;
        }
        List<String> values = List.of(move.get().input(0), codes.input(1));
        String name = codes.name() + "/before";
        Node before = Edit.node(codes, name, codes.op(), values, codes.attributes());
        List<String> inputs = new ArrayList<>(move.get().inputs());
        inputs.set(0, name);
        Node after = Edit.as(codes, move.get().op(), inputs, move.get().attributes());
        edit.replace(codes, List.of(before, after));
    }
}
