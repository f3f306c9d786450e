package dev.halftone.onnx;

import dev.halftone.graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Shapes of what operators make that move elements and change none. */
final class Rearrangement {
    private final Facts facts;
    private final Node node;

    private Rearrangement(Facts facts, Node node) {
        this.facts = facts;
        this.node = node;
    }

    /** The shape of the output; none for other operators. */
    static Optional<List<Long>> of(Node node, Facts facts) {
        return new Rearrangement(facts, node).made();
    }

    private Optional<List<Long>> made() {
        return switch (node.op()) {
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

    private Optional<List<Long>> shape(int input) {
        return facts.shape(node.input(input));
    }

    private static int at(long axis, int rank) {
        return (int) (axis < 0 ? axis + rank : axis);
    }

    private Optional<List<Long>> reshaped(List<Long> wish) {
        Optional<List<Long>> from = shape(0);
        List<Long> made = new ArrayList<>();
        int open = -1;
        for (int i = 0; i < wish.size(); i++) {
            long d = wish.get(i);
            boolean keeps = d == 0 && node.attributes().integer("allowzero", 0) == 0;
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
        List<Long> order = node.attributes().integers("perm").orElse(List.of());
        List<Long> made = new ArrayList<>();
        for (int i = 0; i < x.size(); i++) {
            made.add(x.get(order.isEmpty() ? x.size() - 1 - i : order.get(i).intValue()));
        }
        return made;
    }

    private List<Long> flattened(List<Long> x) {
        int axis = at(node.attributes().integer("axis", 1), x.size());
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
            int axis = at(node.attributes().integer("axis", 0), next.get().size());
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
                                                                    node.attributes()
                                                                            .integer("axis", 0),
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
