package dev.halftone.torchscript;

import java.util.List;
import java.util.stream.Collectors;

/** Java values as TorchScript text. */
public final class Literals {
    private Literals() {}

    /** A float literal that reads back as the same double. */
    public static String of(double value) {
        if (Double.isNaN(value)) {
            return "float('nan')";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "float('inf')" : "float('-inf')";
        }
        return Double.toString(value).replace('E', 'e');
    }

    /** {@code [1, -1, 64]}; an empty list says its type. */
    public static String of(List<Long> values) {
        return values.isEmpty()
                ? "annotate(List[int], [])"
                : values.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
    }

    /** {@code True} or {@code False}. */
    public static String of(boolean value) {
        return value ? "True" : "False";
    }
}
