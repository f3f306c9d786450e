package dev.halftone.integer;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Makes one node of an attention between codes, from where query, key and value are parted into
 * heads to where the heads are put together again, if nothing else looks inside.
 */
final class Attentions {
    private static final long[] HEADS_FIRST = {0, 2, 1, 3};
    private static final long[] KEYS_LAST = {0, 2, 3, 1};

    private final Edit edit;

    private Attentions(Graph graph) {
        edit = new Edit(graph);
    }

    static Graph together(Graph graph) {
        Attentions pass = new Attentions(graph);
        graph.nodes().stream()
                .filter(node -> node.op().equals("halftone.IntegerMatMul"))
                .forEach(pass::visit);
        return pass.edit.done();
    }

    /**
     * @param product of probabilities and value
     */
    private void visit(Node product) {
        Optional<Node> rounded = made(product.input(0), "halftone.Whole");
        Optional<Node> softmax =
                rounded.flatMap(node -> made(node.input(0), "Softmax"))
                        .filter(node -> isLast(node.attributes().integer("axis", -1)));
        Optional<Node> scores =
                softmax.flatMap(node -> made(node.input(0), "halftone.IntegerMatMul"));
        Optional<Node> codes =
                edit.reader(product.output()).filter(node -> node.op().equals("halftone.Codes"));
        Optional<Node> merged =
                codes.flatMap(node -> edit.reader(node.output()))
                        .filter(node -> isTransposed(node, HEADS_FIRST));
        if (scores.isEmpty() || merged.isEmpty()) {
            return;
        }
        Optional<Operand> query = operand(scores.get().input(0), HEADS_FIRST);
        Optional<Operand> key = operand(scores.get().input(1), KEYS_LAST);
        Optional<Operand> value = operand(product.input(1), HEADS_FIRST);
        if (query.isPresent() && key.isPresent() && value.isPresent()) {
            List<Operand> operands = List.of(query.get(), key.get(), value.get());
            edit.replace(
                    product, List.of(attention(product, rounded.get(), scores.get(), operands)));
            Node together = merged.get();
            edit.replace(
                    together,
                    List.of(Edit.as(together, "Identity", together.inputs(), Attributes.NONE)));
        }
    }

    /** Codes (B, N, h, d), and what stands for zero. */
    private record Operand(String codes, long zero) {}

    private Optional<Operand> operand(String value, long[] order) {
        return made(value, "halftone.Widen")
                .flatMap(
                        widen ->
                                made(widen.input(0), "Transpose")
                                        .filter(node -> isTransposed(node, order))
                                        .map(
                                                node ->
                                                        new Operand(
                                                                node.input(0),
                                                                widen.attributes()
                                                                        .integer("zero", 0))));
    }

    private static Node attention(Node product, Node rounded, Node scores, List<Operand> operands) {
        Attributes attributes =
                rounded.attributes()
                        .with("scale", product.attributes().real("scale", 1))
                        .with("terms", product.attributes().integer("terms", 0))
                        .with("scores_scale", scores.attributes().real("scale", 1))
                        .with("scores_terms", scores.attributes().integer("terms", 0))
                        .with("q_zero", operands.get(0).zero())
                        .with("k_zero", operands.get(1).zero())
                        .with("v_zero", operands.get(2).zero());
        List<String> inputs = new ArrayList<>(operands.stream().map(Operand::codes).toList());
        inputs.add(rounded.input(1));
        return Edit.as(product, "halftone.IntegerAttention", inputs, attributes);
    }

    /** The node of some operator that makes a value for one reader. */
    private Optional<Node> made(String value, String op) {
        return edit.reader(value).flatMap(reader -> edit.maker(value, op));
    }

    private static boolean isLast(long axis) {
        return axis == -1 || axis == 3;
    }

    private static boolean isTransposed(Node node, long[] order) {
        return node.op().equals("Transpose")
                && node.attributes()
                        .integers("perm")
                        .filter(perm -> perm.equals(Arrays.stream(order).boxed().toList()))
                        .isPresent();
    }
}
