package dev.halftone.integer;

import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import java.util.List;
import java.util.Optional;

/** Whole numbers that are wanted as float32 only are never made into bytes. */
final class Directly {
    private Directly() {}

    static Graph widened(Graph graph) {
        Edit edit = new Edit(graph);
        for (Node widen : graph.nodes()) {
            if (widen.op().equals("halftone.Widen")) {
                Optional<Node> codes = edit.maker(widen.input(0), "halftone.Codes");
                if (codes.isPresent() && edit.reader(widen.input(0)).isPresent()) {
                    Node from = codes.get();
                    edit.replace(
                            widen,
                            List.of(
                                    Edit.as(
                                            widen,
                                            "halftone.Whole",
                                            from.inputs(),
                                            from.attributes())));
                    edit.remove(from);
                }
            }
        }
        return edit.done();
    }
}
