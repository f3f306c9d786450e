package dev.halftone.integer;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.operator.Constant;
import dev.halftone.operator.Constants;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Makes one node of an attention between codes, from where query, key and value are parted into
 * heads to the codes where the heads are put together again, if nothing else looks inside. Relative
 * positions may be added to the scores.
 */
final class Attentions {
    private static final long[] HEADS_FIRST = {0, 2, 1, 3};
    private static final long[] KEYS_LAST = {0, 2, 3, 1};

    private final Edit edit;
    private final boolean fast;

    private Attentions(Graph graph, boolean fast) {
        edit = new Edit(graph);
        this.fast = fast;
    }

    /**
     * @param fast whether the library's int8 kernels may be used
     */
    static Graph together(Graph graph, boolean fast) {
        Attentions pass = new Attentions(graph, fast);
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
        Optional<Scores> scores = softmax.flatMap(node -> scores(node.input(0)));
        Optional<Node> codes = edit.reader(product.output()).filter(Units::are);
        Optional<Node> merged =
                codes.flatMap(node -> edit.reader(node.output()))
                        .filter(node -> isTransposed(node, HEADS_FIRST));
        if (scores.isEmpty() || merged.isEmpty()) {
            return;
        }
        Node found = scores.get().product();
        Optional<Operand> query = operand(found.input(0), HEADS_FIRST);
        Optional<Operand> key = operand(found.input(1), KEYS_LAST);
        Optional<Operand> value = operand(product.input(1), HEADS_FIRST);
        if (query.isPresent() && key.isPresent() && value.isPresent()) {
            List<Operand> operands = List.of(query.get(), key.get(), value.get());
            Node attention = attention(product, rounded.get(), scores.get(), operands);
            edit.replace(product, List.of(landing(attention, codes.get())));
            skip(codes.get());
            skip(merged.get());
        }
    }

    private void skip(Node node) {
        List<String> inputs = List.of(node.input(0));
        edit.replace(node, List.of(Edit.as(node, "Identity", inputs, Attributes.NONE)));
    }

    private static Node landing(Node attention, Node codes) {
        Attributes attributes =
                attention
                        .attributes()
                        .with("out_zero", codes.attributes().integer("zero", 0))
                        .with("out_high", codes.attributes().integer("high", 255));
        return Edit.as(attention, attention.op(), attention.inputs(), attributes);
    }

    /**
     * The product of query and key.
     *
     * @param positions what is added to it by rows and by columns; may be empty
     */
    private record Scores(Node product, List<String> positions) {}

    private Optional<Scores> scores(String value) {
        return made(value, "halftone.IntegerMatMul")
                .map(node -> new Scores(node, List.of()))
                .or(() -> made(value, "Reshape").flatMap(this::positioned));
    }

    /** Scores as (B, h, N, R, C), to which (B, h, N, R, 1) and (B, h, N, 1, C) are added. */
    private Optional<Scores> positioned(Node flat) {
        Optional<Node> columns = made(flat.input(0), "Add");
        Optional<Node> rows = columns.flatMap(node -> made(node.input(0), "Add"));
        Optional<Node> square = rows.flatMap(node -> made(node.input(0), "Reshape"));
        Optional<Node> product =
                square.flatMap(node -> made(node.input(0), "halftone.IntegerMatMul"));
        if (product.isEmpty()) {
            return Optional.empty();
        }
        List<Long> both = sides(square.get());
        String byRow = rows.get().input(1);
        String byColumn = columns.get().input(1);
        boolean fits =
                both.size() == 2
                        && sides(flat).equals(List.of(0L, -1L))
                        && is(byRow, List.of(both.get(0), 1L))
                        && is(byColumn, List.of(1L, both.get(1)));
        return fits
                ? Optional.of(new Scores(product.get(), List.of(byRow, byColumn)))
                : Optional.empty();
    }

    private boolean is(String value, List<Long> sides) {
        return edit.maker(value, "Reshape").filter(node -> sides(node).equals(sides)).isPresent();
    }

    /** The last two sizes that something is reshaped to, if they are known. */
    private List<Long> sides(Node reshape) {
        List<Long> shape =
                edit.maker(reshape.input(1))
                        .flatMap(Constants::of)
                        .map(Constant::integers)
                        .orElse(List.of());
        return shape.size() < 4 ? List.of() : shape.subList(shape.size() - 2, shape.size());
    }

    /** Codes (B, N, h, d), and what stands for zero. */
    private record Operand(String codes, long zero) {}

    /** The codes themselves may be read by others too. */
    private Optional<Operand> operand(String value, long[] order) {
        return made(value, "halftone.Widen")
                .flatMap(
                        widen ->
                                edit.maker(widen.input(0), "Transpose")
                                        .filter(node -> isTransposed(node, order))
                                        .map(
                                                node ->
                                                        new Operand(
                                                                node.input(0),
                                                                widen.attributes()
                                                                        .integer("zero", 0))));
    }

    private Node attention(Node product, Node rounded, Scores scores, List<Operand> operands) {
        Attributes first = scores.product().attributes();
        Attributes attributes =
                rounded.attributes()
                        .with("step", rounded.attributes().real("scale", 1))
                        .with("scale", product.attributes().real("scale", 1))
                        .with("terms", product.attributes().integer("terms", 0))
                        .with("scores_scale", first.real("scale", 1))
                        .with("scores_terms", first.integer("terms", 0))
                        .with("q_zero", operands.get(0).zero())
                        .with("k_zero", operands.get(1).zero())
                        .with("v_zero", operands.get(2).zero())
                        .with("bytes", fast ? 1 : 0);
        List<String> inputs = new ArrayList<>(operands.stream().map(Operand::codes).toList());
        inputs.addAll(scores.positions());
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
