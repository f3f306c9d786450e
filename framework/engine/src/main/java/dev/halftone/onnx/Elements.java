package dev.halftone.onnx;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.LongBinaryOperator;

/** What small tensors of whole numbers hold that nodes make of shapes. */
final class Elements {
    private final Facts facts;
    private final Node node;

    private Elements(Facts facts, Node node) {
        this.facts = facts;
        this.node = node;
    }

    /** The elements of the only output, {@link Facts#UNKNOWN} where only the run will tell. */
    static Optional<List<Long>> of(Node node, Facts facts) {
        return new Elements(facts, node).made();
    }

    private Optional<List<Long>> made() {
        Attributes a = node.attributes();
        return switch (node.op()) {
            case "Shape" -> facts.shape(node.input(0)).map(shape -> part(a, shape));
            case "Gather" -> gathered();
            case "Concat" -> joined();
            case "Slice" -> sliced();
            case "Identity", "Squeeze", "Unsqueeze", "Reshape" -> facts.numbers(node.input(0));
            case "Cast" ->
                    a.integer("to", 0) == 7 ? facts.numbers(node.input(0)) : Optional.empty();
            case "Add" -> computed(Long::sum);
            case "Sub" -> computed((x, y) -> x - y);
            case "Mul" -> computed((x, y) -> x * y);
            case "Div" -> computed((x, y) -> x / y);
            case "Equal" -> computed((x, y) -> x == y ? 1 : 0);
            case "Where" -> chosen();
            case "Expand" -> repeated();
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

    private Optional<List<Long>> gathered() {
        Optional<List<Long>> from = facts.numbers(node.input(0));
        Optional<List<Long>> at = facts.numbers(node.input(1));
        if (from.isEmpty() || at.isEmpty() || at.get().contains(Facts.UNKNOWN)) {
            return Optional.empty();
        }
        int count = from.get().size();
        return Optional.of(
                at.get().stream().map(i -> from.get().get((int) (i < 0 ? i + count : i))).toList());
    }

    private Optional<List<Long>> joined() {
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

    private Optional<List<Long>> sliced() {
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

    private Optional<List<Long>> computed(LongBinaryOperator function) {
        Optional<List<Long>> a = facts.numbers(node.input(0));
        Optional<List<Long>> b = facts.numbers(node.input(1));
        if (a.isEmpty() || b.isEmpty()) {
            return Optional.empty();
        }
        int count = Math.max(a.get().size(), b.get().size());
        List<Long> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long x = at(a.get(), i);
            long y = at(b.get(), i);
            boolean known = x != Facts.UNKNOWN && y != Facts.UNKNOWN;
            made.add(known ? function.applyAsLong(x, y) : Facts.UNKNOWN);
        }
        return Optional.of(made);
    }

    /** One of two, by truths; where a truth is not known, what both are. */
    private Optional<List<Long>> chosen() {
        Optional<List<Long>> truths = facts.numbers(node.input(0));
        Optional<List<Long>> yes = facts.numbers(node.input(1));
        Optional<List<Long>> no = facts.numbers(node.input(2));
        if (truths.isEmpty() || yes.isEmpty() || no.isEmpty()) {
            return Optional.empty();
        }
        int count = Math.max(truths.get().size(), Math.max(yes.get().size(), no.get().size()));
        List<Long> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long truth = at(truths.get(), i);
            long a = at(yes.get(), i);
            long b = at(no.get(), i);
            made.add(truth != Facts.UNKNOWN ? truth == 1 ? a : b : a == b ? a : Facts.UNKNOWN);
        }
        return Optional.of(made);
    }

    private static long at(List<Long> numbers, int place) {
        return numbers.get(numbers.size() == 1 ? 0 : place);
    }

    /** One number as a list. */
    private Optional<List<Long>> repeated() {
        return facts.numbers(node.input(1))
                .filter(wish -> wish.size() == 1 && wish.get(0) >= 0 && wish.get(0) <= Facts.MOST)
                .flatMap(
                        wish ->
                                facts.numbers(node.input(0))
                                        .filter(one -> one.size() == 1)
                                        .map(one -> copies(one.get(0), wish.get(0).intValue())));
    }

    private static List<Long> copies(long number, int count) {
        return Collections.nCopies(count, number);
    }
}
