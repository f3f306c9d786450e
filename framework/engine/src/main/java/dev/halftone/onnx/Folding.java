package dev.halftone.onnx;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongBinaryOperator;

/**
 * Evaluates what computes shapes: chains of Shape, Gather, Concat and the like that exporters leave
 * behind. Where the batch is open, a Reshape with that one unknown dimension takes what is left
 * (-1) instead. Nodes that became numbers disappear.
 */
final class Folding {
    private final Translation translation;
    private final Facts facts;
    private final List<Node> kept = new ArrayList<>();

    private Folding(Translation translation) {
        this.translation = translation;
        facts = new Facts(translation.constants());
    }

    /** The nodes that are left, in the same order; new constants go to the translation. */
    static List<Node> of(List<Node> nodes, Translation translation, List<TensorSpec> inputs) {
        Folding folding = new Folding(translation);
        for (TensorSpec input : inputs) {
            long[] shape = input.shape().getShape();
            folding.facts.shape(input.name(), Arrays.stream(shape).boxed().toList());
        }
        nodes.forEach(folding::visit);
        return folding.kept;
    }

    private void visit(Node node) {
        try {
            learn(node);
        } catch (IndexOutOfBoundsException | ArithmeticException | IllegalArgumentException e) {
            // Shapes that do not fit each other: running the node says so better than this can.
            kept.add(node);
        }
    }

    private void learn(Node node) {
        Optional<Tensor> same = translation.known(node.input(0));
        if (node.op().equals("Identity") && same.isPresent()) {
            translation.constant(same.get().named(node.output()));
            return;
        }
        Optional<List<Long>> numbers = numbers(node);
        boolean list = node.op().equals("Shape") || node.op().equals("Slice");
        Optional<List<Long>> shape =
                list && numbers.isPresent()
                        ? Optional.of(List.of((long) numbers.get().size()))
                        : Dimensions.of(node, facts);
        boolean known = numbers.isPresent() && !numbers.get().contains(Facts.UNKNOWN);
        if (known && shape.filter(s -> s.size() <= 1).isPresent()) {
            translation.constant(translation.whole(node.output(), shape.get(), numbers.get()));
            return;
        }
        numbers.ifPresent(elements -> facts.numbers(node.output(), elements));
        shape.ifPresent(dimensions -> facts.shape(node.output(), dimensions));
        kept.add(node.op().equals("Reshape") ? withOneOpen(node) : node);
    }

    /** A Reshape whose wish is known but for one dimension. */
    private Node withOneOpen(Node node) {
        Optional<List<Long>> wish = facts.numbers(node.input(1));
        boolean open =
                wish.isPresent()
                        && !translation.isConstant(node.input(1))
                        && wish.get().stream().filter(d -> d == Facts.UNKNOWN).count() == 1
                        && wish.get().stream().allMatch(d -> d == Facts.UNKNOWN || d > 0);
        if (!open) {
            return node;
        }
        List<Long> shape = wish.get().stream().map(d -> d == Facts.UNKNOWN ? -1 : d).toList();
        String constant = translation.constant(node.name() + "/shape", shape);
        return node.withInputs(List.of(node.input(0), constant));
    }

    private Optional<List<Long>> numbers(Node node) {
        Attributes a = node.attributes();
        return switch (node.op()) {
            case "Shape" -> facts.shape(node.input(0)).map(shape -> part(a, shape));
            case "Gather" -> gathered(node);
            case "Concat" -> joined(node);
            case "Slice" -> sliced(node);
            case "Identity", "Squeeze", "Unsqueeze", "Reshape" -> facts.numbers(node.input(0));
            case "Cast" ->
                    a.integer("to", 0) == 7 ? facts.numbers(node.input(0)) : Optional.empty();
            case "Add" -> computed(node, Long::sum);
            case "Sub" -> computed(node, (x, y) -> x - y);
            case "Mul" -> computed(node, (x, y) -> x * y);
            case "Div" -> computed(node, (x, y) -> x / y);
            default -> Optional.empty();
        };
    }

    private static List<Long> part(Attributes a, List<Long> shape) {
        int rank = shape.size();
        int start = bounded(a.integer("start", 0), rank);
        int end = Math.max(start, bounded(a.integer("end", rank), rank));
        return shape.subList(start, end).stream().map(d -> d < 0 ? Facts.UNKNOWN : d).toList();
    }

    private static int bounded(long at, int count) {
        return (int) Math.max(0, Math.min(count, at < 0 ? at + count : at));
    }

    private Optional<List<Long>> gathered(Node node) {
        Optional<List<Long>> from = facts.numbers(node.input(0));
        Optional<List<Long>> at = facts.numbers(node.input(1));
        if (from.isEmpty() || at.isEmpty() || at.get().contains(Facts.UNKNOWN)) {
            return Optional.empty();
        }
        int count = from.get().size();
        return Optional.of(
                at.get().stream().map(i -> from.get().get((int) (i < 0 ? i + count : i))).toList());
    }

    private Optional<List<Long>> joined(Node node) {
        List<Long> all = new ArrayList<>();
        for (String input : node.inputs()) {
            Optional<List<Long>> next = facts.numbers(input);
            if (next.isEmpty() || all.size() > Facts.MOST) {
                return Optional.empty();
            }
            all.addAll(next.get());
        }
        return Optional.of(all);
    }

    private Optional<List<Long>> sliced(Node node) {
        Optional<List<Long>> from = facts.numbers(node.input(0));
        Optional<List<Long>> start = facts.numbers(node.input(1));
        Optional<List<Long>> end = facts.numbers(node.input(2));
        boolean plain =
                from.isPresent()
                        && start.isPresent()
                        && end.isPresent()
                        && node.inputs().size() < 5;
        if (!plain || start.get().size() != 1 || end.get().size() != 1) {
            return Optional.empty();
        }
        int count = from.get().size();
        int first = bounded(start.get().get(0), count);
        List<Long> part =
                from.get().subList(first, Math.max(first, bounded(end.get().get(0), count)));
        return Optional.of(part);
    }

    private Optional<List<Long>> computed(Node node, LongBinaryOperator function) {
        Optional<List<Long>> a = facts.numbers(node.input(0));
        Optional<List<Long>> b = facts.numbers(node.input(1));
        if (a.isEmpty() || b.isEmpty()) {
            return Optional.empty();
        }
        int count = Math.max(a.get().size(), b.get().size());
        List<Long> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long x = a.get().get(a.get().size() == 1 ? 0 : i);
            long y = b.get().get(b.get().size() == 1 ? 0 : i);
            boolean known = x != Facts.UNKNOWN && y != Facts.UNKNOWN;
            made.add(known ? function.applyAsLong(x, y) : Facts.UNKNOWN);
        }
        return Optional.of(made);
    }
}
