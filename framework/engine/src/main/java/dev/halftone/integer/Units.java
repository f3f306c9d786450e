package dev.halftone.integer;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lets a normalization or a product give its values in units of the next grid's scale, so that
 * quantizing them need not divide.
 */
final class Units {
    private static final String UNIT = "unit";

    private Units() {}

    static Graph divided(Graph graph) {
        Edit edit = new Edit(graph);
        for (Node codes : graph.nodes()) {
            if (codes.op().equals("halftone.Codes") && !codes.attributes().has(UNIT)) {
                edit.reader(codes.input(0))
                        .flatMap(reader -> edit.maker(codes.input(0)))
                        .ifPresent(maker -> divide(edit, maker, codes));
            }
        }
        return edit.done();
    }

    /** Whether a node makes codes of values in units of their grid's scale. */
    static boolean are(Node codes) {
        return codes.op().equals("halftone.Codes") && codes.attributes().has(UNIT);
    }

    private static void divide(Edit edit, Node maker, Node codes) {
        List<Node> nodes =
                switch (maker.op()) {
                    case "LayerNormalization" -> normalized(edit, maker, codes.input(1));
                    case "halftone.IntegerMatMul" -> List.of(scaled(maker, codes));
                    default -> List.of();
                };
        if (!nodes.isEmpty()) {
            edit.replace(maker, nodes);
            // Products of codes are never NaN.
            boolean finite = maker.op().equals("halftone.IntegerMatMul");
            Attributes unit = codes.attributes().with(UNIT, 1).with("finite", finite ? 1 : 0);
            edit.replace(codes, List.of(Edit.as(codes, codes.op(), codes.inputs(), unit)));
        }
    }

    private static Node scaled(Node product, Node codes) {
        double factor = product.attributes().real("scale", 1) / codes.attributes().real("scale", 1);
        Attributes attributes = product.attributes().with("scale", factor);
        return Edit.as(product, product.op(), product.inputs(), attributes);
    }

    /** Weight and bias are divided once, when the program is made. */
    private static List<Node> normalized(Edit edit, Node norm, String scale) {
        boolean fixed = edit.isFixed(norm.input(1)) && edit.isFixed(norm.input(2));
        if (!fixed || norm.outputs().size() > 1) {
            return List.of();
        }
        List<Node> nodes = new ArrayList<>();
        List<String> inputs = new ArrayList<>(norm.inputs());
        for (int i = 1; i < norm.inputs().size(); i++) {
            String name = norm.name() + "/" + UNIT + i;
            List<String> both = List.of(norm.input(i), scale);
            Optional<String> some = Optional.of(norm.input(i)).filter(value -> !value.isEmpty());
            if (some.isPresent()) {
                nodes.add(Edit.node(norm, name, "Div", both, Attributes.NONE));
                inputs.set(i, name);
            }
        }
        nodes.add(norm.withInputs(inputs));
        return nodes;
    }
}
