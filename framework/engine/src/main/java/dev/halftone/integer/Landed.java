package dev.halftone.integer;

import dev.halftone.compile.Bound;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What lands on a grid right behind a product becomes codes, and numbers of these; what lands on
 * the same grid again stays as it is.
 */
final class Landed {
    private static final Set<String> PRODUCTS =
            Set.of(
                    "halftone.IntegerLinear",
                    "halftone.IntegerConv",
                    "halftone.IntegerMatMul",
                    "halftone.Scaled");
    private static final Set<String> FUNCTIONS = Set.of("Relu", "Gelu", "HardSwish");

    private Landed() {}

    static Graph codes(Bound bound) {
        Edit edit = new Edit(bound.graph());
        for (Node snap : bound.graph().nodes()) {
            Optional<Lattice> grid =
                    Lattice.of(snap, bound).filter(found -> found.unfit().isEmpty());
            if (grid.isPresent() && isBehindProduct(edit, snap.input(0))) {
                Attributes attributes = grid.get().codes();
                String name = snap.output() + "/codes";
                List<String> values = List.of(snap.input(0), snap.input(1));
                Node codes = Edit.node(snap, name, "halftone.Codes", values, attributes);
                List<String> inputs = List.of(name, snap.input(1));
                edit.replace(
                        snap, List.of(codes, Edit.as(snap, "halftone.Real", inputs, attributes)));
            }
        }
        return again(edit.done());
    }

    private static boolean isBehindProduct(Edit edit, String value) {
        Optional<Node> maker = edit.maker(value);
        if (maker.filter(node -> FUNCTIONS.contains(node.op())).isPresent()) {
            maker = edit.maker(maker.get().input(0));
        }
        return maker.filter(node -> PRODUCTS.contains(node.op())).isPresent();
    }

    private static Graph again(Graph graph) {
        Edit edit = new Edit(graph);
        for (Node codes : graph.nodes()) {
            if (codes.op().equals("halftone.Codes")) {
                edit.maker(codes.input(0), "halftone.Real")
                        .filter(real -> real.attributes().equals(codes.attributes()))
                        .ifPresent(
                                real ->
                                        edit.replace(
                                                codes,
                                                List.of(
                                                        Edit.as(
                                                                codes,
                                                                "Identity",
                                                                List.of(real.input(0)),
                                                                Attributes.NONE))));
            }
        }
        return edit.done();
    }
}
