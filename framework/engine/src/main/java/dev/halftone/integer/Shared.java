package dev.halftone.integer;

import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import java.util.List;

/** Where a value is wanted both as codes and on its grid, makes the second of the first. */
final class Shared {
    private Shared() {}

    static Graph once(Graph graph) {
        Edit edit = new Edit(graph);
        for (Node snap : graph.nodes()) {
            String name = snap.output() + "/codes";
            if (snap.op().equals(Lattice.OP) && edit.maker(name, "halftone.Codes").isPresent()) {
                Node codes = edit.maker(name).orElseThrow();
                List<String> inputs = List.of(name, codes.input(1));
                // The codes stood behind the snap, which now needs them.
                edit.replace(
                        snap,
                        List.of(codes, Edit.as(snap, "halftone.Real", inputs, codes.attributes())));
                edit.remove(codes);
            }
        }
        return edit.done();
    }
}
