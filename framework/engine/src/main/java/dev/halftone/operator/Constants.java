package dev.halftone.operator;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.Node;
import java.util.List;
import java.util.Optional;

/** What a Constant node holds. */
public final class Constants {
    private Constants() {}

    /** The numbers of a Constant node; none for other nodes and other kinds of value. */
    public static Optional<Constant> of(Node node) {
        if (!node.op().equals("Constant")) {
            return Optional.empty();
        }
        Attributes a = node.attributes();
        if (a.has("value_int")) {
            return Optional.of(scalar(true, a.integer("value_int", 0)));
        }
        if (a.has("value_float")) {
            return Optional.of(scalar(false, (float) a.real("value_float", 0)));
        }
        if (a.integers("value_ints").isPresent()) {
            List<Long> values = a.integers("value_ints").get();
            return Optional.of(list(true, values.stream().map(Long::doubleValue).toList()));
        }
        return a.reals("value_floats")
                .map(
                        values ->
                                list(
                                        false,
                                        values.stream()
                                                .map(v -> (double) v.floatValue())
                                                .toList()));
    }

    private static Constant scalar(boolean whole, double value) {
        return new Constant(whole, List.of(), List.of(value));
    }

    private static Constant list(boolean whole, List<Double> values) {
        return new Constant(whole, List.of((long) values.size()), values);
    }
}
