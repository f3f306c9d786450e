package dev.halftone.graph;

import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The attributes of a node, under their ONNX names. A value is a {@code Long}, a {@code Double}, a
 * {@code String}, a {@code List} of these, or a {@link Graph}.
 *
 * @param values by name, in name order
 */
public record Attributes(Map<String, Object> values) {

    public static final Attributes NONE = new Attributes(Map.of());

    public Attributes {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /** One attribute. */
    public static Attributes of(String name, Object value) {
        return NONE.with(name, value);
    }

    /** These and one more. Accepts {@code int}, {@code float} and {@code long[]} too. */
    public Attributes with(String name, Object value) {
        Map<String, Object> all = new TreeMap<>(values);
        all.put(name, plain(value));
        return new Attributes(all);
    }

    private static Object plain(Object value) {
        if (value instanceof Integer i) {
            return i.longValue();
        }
        if (value instanceof Float f) {
            return f.doubleValue();
        }
        if (value instanceof long[] longs) {
            return Arrays.stream(longs).boxed().toList();
        }
        if (value instanceof double[] doubles) {
            return Arrays.stream(doubles).boxed().toList();
        }
        return value instanceof List<?> list ? List.copyOf(list) : value;
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** A whole number, or the operator's default. */
    public long integer(String name, long byDefault) {
        return values.get(name) instanceof Long value ? value : byDefault;
    }

    /** A real number, or the operator's default. */
    public double real(String name, double byDefault) {
        return values.get(name) instanceof Number value ? value.doubleValue() : byDefault;
    }

    /** A string, or the operator's default. */
    public String text(String name, String byDefault) {
        return values.get(name) instanceof String value ? value : byDefault;
    }

    /** Whole numbers, if the attribute is there. */
    public Optional<List<Long>> integers(String name) {
        return list(name, Long.class);
    }

    /** Real numbers, if the attribute is there. */
    public Optional<List<Double>> reals(String name) {
        return list(name, Double.class);
    }

    /** The graphs that a node holds: branches, bodies of loops. */
    public List<Graph> graphs() {
        return values.values().stream()
                .filter(Graph.class::isInstance)
                .map(Graph.class::cast)
                .toList();
    }

    private <T> Optional<List<T>> list(String name, Class<T> type) {
        if (!(values.get(name) instanceof List<?> list)) {
            return Optional.empty();
        }
        if (!list.stream().allMatch(type::isInstance)) {
            String numbers = type == Long.class ? "whole numbers" : "real numbers";
            String message = "attribute '%s' should be a list of %s".formatted(name, numbers);
            throw new ProblemException(Problem.of("broken-graph", message));
        }
        return Optional.of(list.stream().map(type::cast).toList());
    }
}
