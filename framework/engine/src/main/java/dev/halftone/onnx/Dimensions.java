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
            case "Conv" -> shape(0).flatMap(x -> shape(1).map(w -> windows(x, w.get(0))));
            case "MaxPool", "AveragePool", "LpPool" -> shape(0).map(x -> windows(x, x.get(1)));
            case "GlobalAveragePool", "GlobalMaxPool" -> shape(0).map(Dimensions::pooled);
            case "Gemm" -> gemm();
            case "MatMul" -> product();
            case "Reshape" -> facts.numbers(node.input(1)).flatMap(this::reshaped);
            case "Transpose" -> shape(0).map(this::transposed);
            case "Flatten" -> shape(0).map(this::flattened);
            case "Concat" -> joined();
            case "Gather" -> gathered();
            case "Unsqueeze" -> facts.numbers(node.input(1)).flatMap(this::unsqueezed);
            case "Squeeze" -> facts.numbers(node.input(1)).flatMap(this::squeezed);
            default -> Optional.empty();
        };
    }

    private Attributes attributes() {
        return node.attributes();
    }

    private Optional<List<Long>> shape(int input) {
        return facts.shape(node.input(input));
    }

    private static int at(long axis, int rank) {
        return (int) (axis < 0 ? axis + rank : axis);
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

    private static List<Long> broadcast(List<Long> a, List<Long> b) {
        List<Long> longer = new ArrayList<>(a.size() >= b.size() ? a : b);
        List<Long> shorter = a.size() >= b.size() ? b : a;
        int shift = longer.size() - shorter.size();
        for (int i = 0; i < shorter.size(); i++) {
            long one = longer.get(i + shift);
            long other = shorter.get(i);
            longer.set(
                    i + shift,
                    one == 1 ? other : other == 1 || one > 1 ? one : Math.max(one, other));
        }
        return longer;
    }

    private List<Long> windows(List<Long> x, long channels) {
        List<Long> made = new ArrayList<>(List.of(x.get(0), channels));
        int rank = x.size() - 2;
        List<Long> kernel = attributes().integers("kernel_shape").orElse(List.of());
        boolean explicit = attributes().text("auto_pad", "NOTSET").equals("NOTSET");
        for (int i = 0; i < rank; i++) {
            boolean known = explicit && kernel.size() == rank && x.get(i + 2) >= 0;
            made.add(known ? window(x.get(i + 2), i, rank, kernel.get(i)) : -1L);
        }
        return made;
    }

    private long window(long size, int i, int rank, long kernel) {
        List<Long> ones = Collections.nCopies(rank, 1L);
        List<Long> pads = attributes().integers("pads").orElse(Collections.nCopies(2 * rank, 0L));
        long stride = attributes().integers("strides").orElse(ones).get(i);
        long wide = (kernel - 1) * attributes().integers("dilations").orElse(ones).get(i) + 1;
        long span = size + pads.get(i) + pads.get(rank + i) - wide;
        boolean up = attributes().integer("ceil_mode", 0) == 1;
        return up || stride < 1 ? -1 : Math.floorDiv(span, stride) + 1;
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

    private Optional<List<Long>> reshaped(List<Long> wish) {
        Optional<List<Long>> from = shape(0);
        List<Long> made = new ArrayList<>();
        int open = -1;
        for (int i = 0; i < wish.size(); i++) {
            long d = wish.get(i);
            boolean keeps = d == 0 && attributes().integer("allowzero", 0) == 0;
            if (keeps && (from.isEmpty() || i >= from.get().size())) {
                made.add(-1L);
            } else {
                made.add(keeps ? from.get().get(i) : d == Facts.UNKNOWN ? -1 : d);
            }
            open = d == -1 ? i : open;
        }
        if (open >= 0) {
            int place = open;
            made.set(open, from.map(f -> rest(f, made, place)).orElse(-1L));
        }
        return Optional.of(made);
    }

    private static long rest(List<Long> from, List<Long> made, int open) {
        long all = 1;
        long others = 1;
        for (long d : from) {
            all = d < 0 || all < 0 ? -1 : all * d;
        }
        for (int i = 0; i < made.size(); i++) {
            if (i != open) {
                others = made.get(i) < 0 || others < 0 ? -1 : others * made.get(i);
            }
        }
        return all > 0 && others > 0 ? all / others : -1;
    }

    private List<Long> transposed(List<Long> x) {
        List<Long> order = attributes().integers("perm").orElse(List.of());
        List<Long> made = new ArrayList<>();
        for (int i = 0; i < x.size(); i++) {
            made.add(x.get(order.isEmpty() ? x.size() - 1 - i : order.get(i).intValue()));
        }
        return made;
    }

    private List<Long> flattened(List<Long> x) {
        int axis = at(attributes().integer("axis", 1), x.size());
        return List.of(count(x.subList(0, axis)), count(x.subList(axis, x.size())));
    }

    private static long count(List<Long> shape) {
        long count = 1;
        for (long d : shape) {
            count = d < 0 || count < 0 ? -1 : count * d;
        }
        return count;
    }

    private Optional<List<Long>> joined() {
        List<Long> all = null;
        for (String input : node.inputs()) {
            Optional<List<Long>> next = facts.shape(input);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            int axis = at(attributes().integer("axis", 0), next.get().size());
            all = all == null ? new ArrayList<>(next.get()) : longer(all, next.get(), axis);
        }
        return Optional.ofNullable(all);
    }

    private static List<Long> longer(List<Long> all, List<Long> next, int axis) {
        long a = all.get(axis);
        long b = next.get(axis);
        all.set(axis, a < 0 || b < 0 ? -1 : a + b);
        return all;
    }

    private Optional<List<Long>> gathered() {
        return shape(0).flatMap(
                        x ->
                                shape(1).map(
                                                at -> {
                                                    int axis =
                                                            at(
                                                                    attributes().integer("axis", 0),
                                                                    x.size());
                                                    List<Long> made =
                                                            new ArrayList<>(x.subList(0, axis));
                                                    made.addAll(at);
                                                    made.addAll(x.subList(axis + 1, x.size()));
                                                    return made;
                                                }));
    }

    private Optional<List<Long>> unsqueezed(List<Long> axes) {
        return shape(0).map(
                        x -> {
                            List<Long> made = new ArrayList<>(x);
                            int rank = x.size() + axes.size();
                            axes.stream()
                                    .map(axis -> at(axis, rank))
                                    .sorted()
                                    .forEach(axis -> made.add(axis, 1L));
                            return made;
                        });
    }

    private Optional<List<Long>> squeezed(List<Long> axes) {
        return shape(0).map(
                        x -> {
                            List<Long> made = new ArrayList<>(x);
                            axes.stream()
                                    .map(axis -> at(axis, x.size()))
                                    .sorted(Collections.reverseOrder())
                                    .forEach(axis -> made.remove((int) axis));
                            return made;
                        });
    }
}
