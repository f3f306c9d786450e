package dev.halftone.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the Einsum of a batched matrix product as MatMul between transposes, so that it has the
 * sites of one: {@code bhid,bhjd->bhij} is q·kᵀ.
 *
 * @param left letters of the first tensor
 * @param right letters of the second
 * @param made letters of the result
 */
record Einsums(String left, String right, String made) {

    /** Whether other nodes were written in place of the draft. */
    static boolean replaces(Draft draft) {
        String equation = draft.attributes().text("equation", "").replaceAll("\\s", "");
        Optional<Einsums> product =
                Optional.of(equation.split(",|->"))
                        .filter(parts -> equation.matches("[A-Za-z]+,[A-Za-z]+->[A-Za-z]+"))
                        .map(parts -> new Einsums(parts[0], parts[1], parts[2]))
                        .filter(Einsums::isProduct);
        product.ifPresent(einsum -> einsum.write(draft));
        return product.isPresent();
    }

    /** One row, one column and one summed dimension, and any number that both sides share. */
    private boolean isProduct() {
        boolean once =
                List.of(left, right, made).stream()
                        .allMatch(
                                letters -> letters.chars().distinct().count() == letters.length());
        String shared = only(left, right, true);
        String summed = only(shared, made, false);
        return once
                && summed.length() == 1
                && only(left, right, false).length() == 1
                && only(right, left, false).length() == 1
                && made.length() == shared.length() + 1
                && only(made, left + right, false).isEmpty();
    }

    private void write(Draft draft) {
        String shared = only(left, right, true);
        String summed = only(shared, made, false);
        String batch = only(shared, made, true);
        String row = only(left, right, false);
        String column = only(right, left, false);
        String a = turned(draft, draft.input(0), left, batch + row + summed);
        String b = turned(draft, draft.input(1), right, batch + summed + column);
        Translation t = draft.translation();
        if (made.equals(batch + row + column)) {
            t.add(draft, "MatMul", List.of(a, b), draft.outputs(), Map.of());
            return;
        }
        String product = t.made(draft, "MatMul", List.of(a, b), Map.of());
        Map<String, Object> order = Map.of("perm", order(batch + row + column, made));
        t.add(draft, "Transpose", List.of(product), draft.outputs(), order);
    }

    private static String turned(Draft draft, String value, String from, String to) {
        return from.equals(to)
                ? value
                : draft.translation()
                        .made(draft, "Transpose", List.of(value), Map.of("perm", order(from, to)));
    }

    private static List<Long> order(String from, String to) {
        List<Long> order = new ArrayList<>();
        to.chars().forEach(letter -> order.add((long) from.indexOf(letter)));
        return order;
    }

    /** The letters that others have, or have not. */
    private static String only(String letters, String others, boolean there) {
        StringBuilder some = new StringBuilder();
        letters.chars()
                .filter(letter -> others.indexOf(letter) >= 0 == there)
                .forEach(letter -> some.append((char) letter));
        return some.toString();
    }
}
