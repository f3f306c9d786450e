package dev.halftone.integer;

import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.operator.Constant;
import dev.halftone.operator.Constants;
import java.util.List;
import java.util.Optional;

/** Takes a number that a product is multiplied with into the product's scale. */
final class Factors {
    private Factors() {}

    static Graph taken(Graph graph) {
        Edit edit = new Edit(graph);
        graph.nodes().stream()
                .filter(node -> node.op().equals("Mul") || node.op().equals("Div"))
                .forEach(node -> take(edit, node));
        return edit.done();
    }

    private static void take(Edit edit, Node node) {
        Optional<Node> product = product(edit, node.input(0));
        Optional<Double> factor = number(edit, node.input(1));
        if (product.isEmpty() && node.op().equals("Mul")) {
            product = product(edit, node.input(1));
            factor = number(edit, node.input(0));
        }
        if (product.isEmpty() || factor.isEmpty()) {
            return;
        }
        double scale = product.get().attributes().real("scale", 1);
        double times = node.op().equals("Mul") ? scale * factor.get() : scale / factor.get();
        edit.replace(
                node,
                List.of(
                        Edit.as(
                                node,
                                product.get().op(),
                                product.get().inputs(),
                                product.get().attributes().with("scale", times))));
    }

    private static Optional<Node> product(Edit edit, String value) {
        return edit.maker(value, "halftone.IntegerMatMul")
                .filter(node -> edit.reader(value).isPresent());
    }

    private static Optional<Double> number(Edit edit, String value) {
        return edit.maker(value)
                .flatMap(Constants::of)
                .filter(Constant::isScalar)
                .map(constant -> constant.values().get(0));
    }
}
