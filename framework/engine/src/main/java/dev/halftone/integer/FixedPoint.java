package dev.halftone.integer;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From sums to codes in integers only, where a grid follows a product at once: a 31-bit multiplier
 * and a shift, as gemmlowp has them.
 */
final class FixedPoint {
    private FixedPoint() {}

    static Graph rescaled(Graph graph) {
        Edit edit = new Edit(graph);
        for (Node codes : graph.nodes()) {
            if (codes.op().equals("halftone.Codes")) {
                Optional<Node> product =
                        edit.maker(codes.input(0), "halftone.Scaled")
                                .filter(node -> edit.reader(codes.input(0)).isPresent());
                product.ifPresent(node -> edit.replace(codes, rescale(codes, node)));
            }
        }
        return edit.done();
    }

    private static List<Node> rescale(Node codes, Node product) {
        String scale = product.input(1);
        Attributes x = Attributes.of("x_scale", product.attributes().real("x_scale", 1));
        Attributes both = x.with("out_scale", codes.attributes().real("scale", 1));
        List<Node> nodes = new ArrayList<>();
        String multiplier = codes.name() + "/multiplier";
        String exponent = codes.name() + "/exponent";
        String bias = product.input(2).isEmpty() ? "" : codes.name() + "/bias";
        nodes.add(made(codes, multiplier, "halftone.Multiplier", List.of(scale), both));
        nodes.add(made(codes, exponent, "halftone.Exponent", List.of(scale), both));
        if (!bias.isEmpty()) {
            List<String> inputs = List.of(product.input(2), scale);
            nodes.add(made(codes, bias, "halftone.WholeBias", inputs, x));
        }
        Attributes attributes =
                codes.attributes().with("axis", product.attributes().integer("axis", -1));
        List<String> inputs = List.of(product.input(0), multiplier, exponent, bias);
        nodes.add(Edit.as(codes, "halftone.Rescale", inputs, attributes));
        return nodes;
    }

    private static Node made(
            Node like, String name, String op, List<String> inputs, Attributes attributes) {
        return Edit.node(like, name, op, inputs, attributes);
    }
}
