package dev.halftone.integer;

import dev.halftone.compile.Bound;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes products of whole numbers where both operands are on grids of at most 8 bits: with the
 * library's int8 kernels if they are exact on this machine and serve the case, with one that gives
 * the sums alone where they might become too large for the others ({@link Sums}), otherwise with
 * floating-point products of whole numbers, which are exact too.
 */
final class Products {
    private final Bound bound;
    private final Edit edit;
    private final Sums sums;
    private final boolean fast;
    private final Map<String, String> reasons;

    /** What a product reads: where it lands on a grid, and on which. */
    record Operand(Node snap, Lattice lattice) {

        double scale() {
            return lattice.scale()[0];
        }
    }

    private Products(Bound bound, boolean fast, Map<String, String> reasons) {
        this.bound = bound;
        this.sums = new Sums(bound);
        this.fast = fast;
        this.reasons = reasons;
        edit = new Edit(bound.graph());
    }

    /**
     * @param fast whether the library's int8 kernels may be used
     * @param reasons gets why the operands of a product stay in float, by their names
     */
    static Graph lower(Bound bound, boolean fast, Map<String, String> reasons) {
        Products pass = new Products(bound, fast, reasons);
        bound.graph().nodes().forEach(pass::visit);
        return pass.edit.done();
    }

    private void visit(Node node) {
        switch (node.op()) {
            case "MatMul", "halftone.Linear", "Gemm", "Conv", "ConvTranspose" -> {
                Optional<Operand> left = operand(node.input(0));
                Optional<Operand> right = operand(node.input(1));
                if (left.isPresent() && right.isPresent()) {
                    lower(node, left.get(), right.get());
                } else {
                    String why = "the other operand of its product is in float";
                    left.or(() -> right).ifPresent(one -> keep(one, why));
                }
            }
            default -> {}
        }
    }

    private Optional<Operand> operand(String value) {
        return edit.maker(value, Lattice.OP)
                .flatMap(node -> Lattice.of(node, bound).map(found -> new Operand(node, found)));
    }

    private void keep(Operand operand, String why) {
        reasons.putIfAbsent(operand.snap().output(), operand.lattice().tooWide().orElse(why));
    }

    private void lower(Node node, Operand left, Operand right) {
        boolean weighted = edit.isFixed(right.snap().output());
        Optional<String> no = left.lattice().unfit();
        no = no.or(() -> weighted ? unfitWeight(node, right) : right.lattice().unfit());
        if (no.isPresent()) {
            String why = "the other operand of its product is in float: " + no.get();
            reasons.putIfAbsent(left.snap().output(), left.lattice().unfit().orElse(why));
            reasons.putIfAbsent(right.snap().output(), right.lattice().tooWide().orElse(why));
        } else if (!weighted) {
            matrices(node, left, right);
        } else if (fast && Kernels.serves(node, right.lattice(), terms(node, right))) {
            served(node, left, right);
        } else {
            wide(node, left, right);
        }
    }

    /** The kernel that also scales, where that leaves the sums as they are. */
    private void served(Node node, Operand left, Operand right) {
        if (sums.areExact(left, right, channels(node), terms(node, right))) {
            fast(node, left, right);
        } else if (node.op().equals("Conv")) {
            wide(node, left, right);
        } else {
            summed(node, left, right);
        }
    }

    private Optional<String> unfitWeight(Node node, Operand weight) {
        Lattice grid = weight.lattice();
        if (grid.tooWide().isPresent()) {
            return grid.tooWide();
        }
        Optional<List<Long>> shape = shape(weight);
        if (shape.isEmpty() && !grid.isOne()) {
            return Optional.of("its weight is computed");
        }
        if (node.op().equals("MatMul") && shape.map(List::size).orElse(0) != 2) {
            return Optional.of("its weight is no matrix");
        }
        boolean scaled =
                node.attributes().real("alpha", 1) != 1
                        || node.attributes().real("beta", 1) != 1
                        || node.attributes().integer("transA", 0) != 0;
        if (node.op().equals("Gemm") && scaled) {
            return Optional.of("its product is scaled or transposed");
        }
        boolean groups =
                node.op().equals("ConvTranspose") && node.attributes().integer("group", 1) > 1;
        boolean along = grid.isOne() || axis(grid, shape.get().size()) == channels(node) && !groups;
        return along
                ? Optional.empty()
                : Optional.of("its scales do not lie along the output channels");
    }

    private Optional<List<Long>> shape(Operand weight) {
        TensorSpec spec = bound.graph().parameters().get(weight.snap().input(0));
        return Optional.ofNullable(spec)
                .map(known -> java.util.Arrays.stream(known.shape().getShape()).boxed().toList());
    }

    static int axis(Lattice grid, int rank) {
        return grid.axis() < 0 ? grid.axis() + rank : grid.axis();
    }

    /** The weight's dimension of output channels. */
    static int channels(Node node) {
        return switch (node.op()) {
            case "MatMul", "ConvTranspose" -> 1;
            case "Gemm" -> node.attributes().integer("transB", 0) == 1 ? 0 : 1;
            default -> 0;
        };
    }

    /** How many products are summed up; very many if that is not known. */
    private long terms(Node node, Operand weight) {
        Optional<List<Long>> shape = shape(weight);
        if (shape.isEmpty()) {
            return Integer.MAX_VALUE;
        }
        long all = shape.get().stream().reduce(1L, (a, b) -> a * b);
        return Math.max(1, all / Math.max(1, shape.get().get(channels(node))));
    }

    private void matrices(Node node, Operand left, Operand right) {
        List<String> inputs = List.of(widened(left), widened(right));
        long most =
                Kernels.EXACT
                        / Math.max(1, (long) left.lattice().reach() * right.lattice().reach());
        Attributes attributes =
                Attributes.of("scale", left.scale() * right.scale()).with("terms", most);
        edit.replace(node, List.of(Edit.as(node, "halftone.IntegerMatMul", inputs, attributes)));
    }

    private void fast(Node node, Operand left, Operand right) {
        boolean image = node.op().equals("Conv");
        Attributes attributes = image ? node.attributes() : Attributes.NONE;
        attributes =
                attributes.with("x_scale", left.scale()).with("x_zero", left.lattice().shifted());
        List<Node> nodes = new ArrayList<>();
        String codes = rows(node, right, nodes);
        String scale = right.snap().input(1);
        String zeros = node.name() + "/zeros";
        String packed = node.name() + "/packed";
        String pack = image ? "halftone.PackConv" : "halftone.PackLinear";
        nodes.add(Edit.node(node, zeros, "halftone.Zeros", List.of(scale), Attributes.NONE));
        nodes.add(Edit.node(node, packed, pack, List.of(codes, scale), attributes));
        List<String> inputs = List.of(codes(left), packed, scale, zeros, node.input(2));
        String op = image ? "halftone.IntegerConv" : "halftone.IntegerLinear";
        nodes.add(Edit.as(node, op, inputs, attributes));
        edit.replace(node, nodes);
    }

    /** Codes of a weight, one row for each output channel. */
    private String rows(Node node, Operand weight, List<Node> nodes) {
        String codes = weights(weight, false);
        if (node.op().equals("Conv") || channels(node) == 0) {
            return codes;
        }
        Attributes turn = Attributes.of("perm", new long[] {1, 0});
        nodes.add(Edit.node(node, node.name() + "/turned", "Transpose", List.of(codes), turn));
        return nodes.get(0).output();
    }

    /** Sums of 32 bits, then the scales and the bias. */
    private void summed(Node node, Operand left, Operand right) {
        List<Node> nodes = new ArrayList<>();
        String rows = rows(node, right, nodes);
        String more = node.name() + "/more";
        String sums = node.name() + "/sums";
        Attributes zero = Attributes.of("x_zero", left.lattice().shifted());
        nodes.add(Edit.node(node, more, "halftone.ZeroSums", List.of(rows), zero));
        List<String> read = List.of(codes(left), rows, more);
        nodes.add(Edit.node(node, sums, "halftone.IntegerSums", read, Attributes.NONE));
        nodes.add(scaled(node, sums, left, right));
        edit.replace(node, nodes);
    }

    private static Node scaled(Node node, String sums, Operand left, Operand right) {
        Attributes attributes =
                Attributes.of("x_scale", left.scale())
                        .with("axis", node.op().startsWith("Conv") ? 1 : -1);
        List<String> inputs = List.of(sums, right.snap().input(1), node.input(2));
        return Edit.as(node, "halftone.Scaled", inputs, attributes);
    }

    /** The operator itself on whole numbers in floating point, then the scales and the bias. */
    private void wide(Node node, Operand left, Operand right) {
        List<Node> nodes = new ArrayList<>();
        List<String> operands = new ArrayList<>(List.of(widened(left), weights(right, true)));
        long terms = terms(node, right);
        long each = (long) left.lattice().reach() * right.lattice().reach();
        boolean twice = terms * Math.max(1, each) >= Kernels.EXACT;
        for (int i = 0; twice && i < 2; i++) {
            String name = node.name() + "/operand" + i;
            Attributes to = Attributes.of("to", 11);
            nodes.add(Edit.node(node, name, "Cast", List.of(operands.get(i)), to));
            operands.set(i, name);
        }
        String sums = node.name() + "/sums";
        nodes.add(Edit.node(node, sums, node.op(), operands, node.attributes()));
        nodes.add(scaled(node, sums, left, right));
        edit.replace(node, nodes);
    }

    /** The operand's codes, counted from its lowest: uint8. */
    private String codes(Operand operand) {
        Lattice grid = operand.lattice();
        Node snap = operand.snap();
        Node codes =
                Edit.node(
                        snap,
                        snap.output() + "/codes",
                        "halftone.Codes",
                        List.of(snap.input(0), snap.input(1)),
                        grid.codes());
        edit.after(snap, codes);
        return codes.output();
    }

    /** The operand's codes without their zero point, as float32. */
    private String widened(Operand operand) {
        String codes = codes(operand);
        Attributes zero = Attributes.of("zero", operand.lattice().shifted());
        String name = operand.snap().output() + "/whole";
        Node widen = Edit.node(operand.snap(), name, "halftone.Widen", List.of(codes), zero);
        edit.after(operand.snap(), widen);
        return name;
    }

    /** Codes of a weight without their zero points: int8, or float32 if they are wide. */
    private String weights(Operand weight, boolean wide) {
        Lattice grid = weight.lattice();
        Node snap = weight.snap();
        String name = snap.output() + (wide ? "/wide" : "/codes");
        Attributes attributes =
                snap.attributes().with("wide", wide ? 1 : 0).with("one", grid.isOne() ? 1 : 0);
        Node codes = Edit.node(snap, name, "halftone.WeightCodes", snap.inputs(), attributes);
        edit.after(snap, codes);
        return name;
    }
}
