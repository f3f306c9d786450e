package dev.halftone.integer;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.Node;
import java.util.ArrayList;
import java.util.List;

/** Puts the nodes of a product of whole numbers in place of one that is made in float. */
final class ProductNodes {
    private final Edit edit;

    ProductNodes(Edit edit) {
        this.edit = edit;
    }

    /** The product of two activations. */
    void matrices(Node node, Operand left, Operand right) {
        List<String> inputs = List.of(widened(left), widened(right));
        long most =
                Kernels.EXACT
                        / Math.max(1, (long) left.lattice().reach() * right.lattice().reach());
        Attributes attributes =
                Attributes.of("scale", left.scale() * right.scale()).with("terms", most);
        edit.replace(node, List.of(Edit.as(node, "halftone.IntegerMatMul", inputs, attributes)));
    }

    /** A kernel that makes the sums, scales them and adds the bias. */
    void fast(Node node, Operand left, Operand right) {
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
        if (node.op().equals("Conv") || Products.channels(node) == 0) {
            return codes;
        }
        Attributes turn = Attributes.of("perm", new long[] {1, 0});
        nodes.add(Edit.node(node, node.name() + "/turned", "Transpose", List.of(codes), turn));
        return nodes.get(0).output();
    }

    /** Sums of 32 bits, then the scales and the bias. */
    void summed(Node node, Operand left, Operand right) {
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

    /**
     * The operator itself on whole numbers in floating point, then the scales and the bias.
     *
     * @param terms how many products are summed up
     */
    void wide(Node node, Operand left, Operand right, long terms) {
        List<Node> nodes = new ArrayList<>();
        List<String> operands = new ArrayList<>(List.of(widened(left), weights(right, true)));
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
