package dev.halftone.onnxruntime;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.Map;

/** Brings tensors from one engine to the other. */
final class Tensors {
    private static final Map<DataType, OnnxJavaType> TYPES =
            new EnumMap<>(
                    Map.of(
                            DataType.FLOAT32, OnnxJavaType.FLOAT,
                            DataType.FLOAT64, OnnxJavaType.DOUBLE,
                            DataType.INT8, OnnxJavaType.INT8,
                            DataType.UINT8, OnnxJavaType.UINT8,
                            DataType.INT32, OnnxJavaType.INT32,
                            DataType.INT64, OnnxJavaType.INT64,
                            DataType.BOOLEAN, OnnxJavaType.BOOL));

    private Tensors() {}

    /** A view of an array on the CPU: it must live as long as the result. */
    static OnnxTensor lend(OrtEnvironment environment, NDArray array) throws OrtException {
        OnnxJavaType type = TYPES.get(array.getDataType());
        if (type == null) {
            throw new IllegalArgumentException("ONNX Runtime has no " + array.getDataType());
        }
        ByteBuffer data = array.toByteBuffer(true).order(ByteOrder.nativeOrder());
        return OnnxTensor.createTensor(environment, data, array.getShape().getShape(), type);
    }

    /** A copy on the manager's device. */
    static NDArray take(OnnxTensor tensor, NDManager manager) {
        OnnxJavaType type = tensor.getInfo().type;
        DataType carrier =
                TYPES.entrySet().stream()
                        .filter(entry -> entry.getValue() == type)
                        .map(Map.Entry::getKey)
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("an output of type " + type));
        Shape shape = new Shape(tensor.getInfo().getShape());
        if (shape.size() == 0) {
            return manager.create(shape, carrier);
        }
        ByteBuffer data = tensor.getByteBuffer();
        // What is made from a buffer only borrows its memory: the copy outlives it.
        try (NDArray borrowed = manager.create(data, shape, carrier)) {
            return borrowed.duplicate();
        }
    }
}
