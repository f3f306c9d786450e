package dev.halftone.operator;

import java.util.List;

/**
 * A small tensor whose values are known while a program is written.
 *
 * @param whole whether the elements are whole numbers
 * @param shape dimensions; none for a scalar
 * @param values elements in row-major order
 */
public record Constant(boolean whole, List<Long> shape, List<Double> values) {

    public Constant {
        shape = List.copyOf(shape);
        values = List.copyOf(values);
    }

    public boolean isScalar() {
        return shape.isEmpty();
    }

    /** The elements as whole numbers. */
    public List<Long> integers() {
        return values.stream().map(Double::longValue).toList();
    }
}
