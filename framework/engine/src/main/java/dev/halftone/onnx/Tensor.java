package dev.halftone.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor as a file holds it, in the type that carries it.
 *
 * @param name as in the file
 * @param type carrier
 * @param shape dimensions
 * @param data elements in row-major order, little endian
 */
record Tensor(String name, DataType type, Shape shape, ByteBuffer data) {

    /** The elements of an array. */
    static Tensor of(String name, NDArray array) {
        ByteBuffer data = array.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        return new Tensor(name, array.getDataType(), array.getShape(), data);
    }

    /** The elements on a device. */
    NDArray array(NDManager manager) {
        if (shape.size() == 0) {
            return manager.create(shape, type);
        }
        ByteBuffer all = data;
        if (!data.isDirect()) {
            all = ByteBuffer.allocateDirect(data.remaining()).order(ByteOrder.LITTLE_ENDIAN);
            all.put(data.duplicate()).flip();
        }
        return manager.create(all, shape, type);
    }

    boolean isWhole() {
        return type.isInteger();
    }

    /** Whether it holds truths. */
    boolean isTruth() {
        return type == DataType.BOOLEAN;
    }

    int rank() {
        return shape.dimension();
    }

    /** The elements as whole numbers. */
    List<Long> integers() {
        return numbers().stream().map(Number::longValue).toList();
    }

    /** The elements as real numbers. */
    List<Double> reals() {
        return numbers().stream().map(Number::doubleValue).toList();
    }

    private List<Number> numbers() {
        List<Number> all = new ArrayList<>();
        for (int i = 0; i < shape.size(); i++) {
            switch (type) {
                case FLOAT32 -> all.add(data.getFloat(4 * i));
                case FLOAT64 -> all.add(data.getDouble(8 * i));
                default -> all.add(whole(i));
            }
        }
        return all;
    }

    /** One element of a tensor of whole numbers. */
    long whole(int i) {
        return switch (type) {
            case INT32 -> data.getInt(4 * i);
            case INT64 -> data.getLong(8 * i);
            case UINT8, BOOLEAN -> data.get(i) & 0xFF;
            case INT8 -> data.get(i);
            default -> throw new IllegalStateException(type.name());
        };
    }

    /** The one element, as a tensor without dimensions. */
    Tensor scalar() {
        if (shape.size() != 1) {
            throw BadModel.broken("tensor '%s' has to have one element".formatted(name));
        }
        return new Tensor(name, type, new Shape(), data);
    }

    /** Dimensions as a list. */
    List<Long> dimensions() {
        return Arrays.stream(shape.getShape()).boxed().toList();
    }

    Tensor named(String other) {
        return new Tensor(other, type, shape, data);
    }
}
