package dev.halftone.onnx;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is known of the shape of a node's first output before anything runs. A dimension of -1 is
 * not known; nothing is said where an operator is not among these.
 */
final class Dimensions {
    private static final Set<String> SAME =
            Set.of(
                    "Abs",
                    "BatchNormalization",
                    "Cast",
                    "Ceil",
                    "Celu",
                    "Clip",
                    "CumSum",
                    "DequantizeLinear",
                    "Dropout",
                    "Elu",
                    "Erf",
                    "Exp",
                    "Floor",
                    "Gelu",
                    "GroupNormalization",
                    "HardSigmoid",
                    "HardSwish",
                    "Identity",
                    "InstanceNormalization",
                    "LayerNormalization",
                    "LeakyRelu",
                    "Log",
                    "LogSoftmax",
                    "LpNormalization",
                    "Mish",
                    "Neg",
                    "Not",
                    "PRelu",
                    "QuantizeLinear",
                    "Reciprocal",
                    "Relu",
                    "RMSNormalization",
                    "Round",
                    "Selu",
                    "Sigmoid",
                    "Softmax",
                    "Softplus",
                    "Sqrt",
                    "Swish",
                    "Tanh");
    private static final Set<String> BROADCAST =
            Set.of(
                    "Add",
                    "And",
                    "Div",
                    "Equal",
                    "Greater",
                    "GreaterOrEqual",
                    "Less",
                    "LessOrEqual",
                    "Max",
                    "Mean",
                    "Min",
                    "Mod",
                    "Mul",
                    "Or",
                    "Pow",
                    "Sub",
                    "Sum",
                    "Where",
                    "Xor");

    private final Facts facts;
    private final Node node;

    private Dimensions(Facts facts, Node node) {
        this.facts = facts;
        this.node = node;
    }

    /** Whether a node's operands are brought to a common shape. */
    static boolean isBroadcast(Node node) {
        return BROADCAST.contains(node.op());
    }

    /** The shape of the first output. */
    static Optional<List<Long>> of(Node node, Facts facts) {
        return new Dimensions(facts, node).made();
    }

    private Optional<List<Long>> made() {
        if (SAME.contains(node.op())) {
            return shape(0);
        }
        if (BROADCAST.contains(node.op())) {
            return broadcast();
        }
        return switch (node.op()) {
            case "Conv" ->
                    shape(0).flatMap(x -> shape(1).map(w -> Sliding.over(node, x, w.get(0))));
            case "MaxPool", "AveragePool", "LpPool" ->
                    shape(0).map(x -> Sliding.over(node, x, x.get(1)));
            case "GlobalAveragePool", "GlobalMaxPool" -> shape(0).map(Dimensions::pooled);
            case "Gemm" -> gemm();
            case "MatMul" -> product();
            default -> Rearrangement.of(node, facts);
        };
    }

    private Attributes attributes() {
        return node.attributes();
    }

    private Optional<List<Long>> shape(int input) {
        return facts.shape(node.input(input));
    }

    private Optional<List<Long>> broadcast() {
        List<Long> all = List.of();
        for (String input : node.inputs()) {
            Optional<List<Long>> next = facts.shape(input);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            all = broadcast(all, next.get());
        }
        return Optional.of(all);
    }

    /** The shape of two together; where they do not fit, the larger one. */
    static List<Long> broadcast(List<Long> a, List<Long> b) {
        List<Long> longer = new ArrayList<>(a.size() >= b.size() ? a : b);
        List<Long> shorter = a.size() >= b.size() ? b : a;
        int shift = longer.size() - shorter.size();
        for (int i = 0; i < shorter.size(); i++) {
            long one = longer.get(i + shift);
            long other = shorter.get(i);
            longer.set(i + shift, one == 1 ? other : other == 1 ? one : Math.max(one, other));
        }
        return longer;
    }

    private static List<Long> pooled(List<Long> x) {
        List<Long> made = new ArrayList<>(Collections.nCopies(x.size(), 1L));
        made.set(0, x.get(0));
        made.set(1, x.get(1));
        return made;
    }

    private Optional<List<Long>> gemm() {
        int row = attributes().integer("transA", 0) == 1 ? 1 : 0;
        int column = attributes().integer("transB", 0) == 1 ? 0 : 1;
        return shape(0).flatMap(a -> shape(1).map(b -> List.of(a.get(row), b.get(column))));
    }

    private Optional<List<Long>> product() {
        return shape(0).flatMap(a -> shape(1).flatMap(b -> product(a, b)));
    }

    private static Optional<List<Long>> product(List<Long> a, List<Long> b) {
        if (a.size() < 2 || b.size() < 2) {
            return Optional.empty();
        }
        List<Long> batch = broadcast(a.subList(0, a.size() - 2), b.subList(0, b.size() - 2));
        Stream<Long> matrix = Stream.of(a.get(a.size() - 2), b.get(b.size() - 1));
        return Optional.of(Stream.concat(batch.stream(), matrix).toList());
    }
}
