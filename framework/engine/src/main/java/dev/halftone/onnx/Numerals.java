package dev.halftone.onnx;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Tensors of numbers that are written into a graph while a file is read. */
final class Numerals {
    private Numerals() {}

    /**
     * A number or a list of numbers: float32 if they are real, otherwise int64.
     *
     * @param value a {@code Double}, a {@code Long}, or a list of one of them
     */
    static Tensor of(String name, Object value) {
        if (value instanceof List<?> list) {
            boolean real = !list.isEmpty() && list.get(0) instanceof Double;
            Shape shape = new Shape(list.size());
            return real ? reals(name, shape, list) : integers(name, shape, list);
        }
        List<Object> one = List.of(value);
        return value instanceof Double
                ? reals(name, new Shape(), one)
                : integers(name, new Shape(), one);
    }

    /** Real numbers, maybe none. */
    static Tensor reals(String name, List<?> values) {
        return reals(name, new Shape(values.size()), values);
    }

    /** Whole numbers of a shape. */
    static Tensor whole(String name, List<Long> shape, List<Long> elements) {
        long[] dimensions = shape.stream().mapToLong(d -> d).toArray();
        return integers(name, new Shape(dimensions), elements);
    }

    /** Yes or no. */
    static Tensor truth(String name, boolean value) {
        ByteBuffer data = buffer(1).put((byte) (value ? 1 : 0));
        return new Tensor(name, DataType.BOOLEAN, new Shape(), data.flip());
    }

    private static Tensor reals(String name, Shape shape, List<?> values) {
        ByteBuffer data = buffer(4 * values.size());
        values.forEach(value -> data.putFloat(((Number) value).floatValue()));
        return new Tensor(name, DataType.FLOAT32, shape, data.flip());
    }

    private static Tensor integers(String name, Shape shape, List<?> values) {
        ByteBuffer data = buffer(8 * values.size());
        values.forEach(value -> data.putLong(((Number) value).longValue()));
        return new Tensor(name, DataType.INT64, shape, data.flip());
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
