package dev.halftone.operator;

import ai.djl.ndarray.types.DataType;
import java.util.Map;
import java.util.Optional;

/** Element types under the numbers that ONNX and PyTorch give them. */
public final class ElementTypes {
    public static final int FLOAT32 = 6;
    public static final int FLOAT64 = 7;
    public static final int INT64 = 4;
    public static final int BOOL = 11;

    /** TensorProto.DataType to c10::ScalarType; unsigned types over 8 bits only have a place. */
    private static final Map<Long, Integer> FROM_ONNX =
            Map.ofEntries(
                    Map.entry(1L, FLOAT32),
                    Map.entry(2L, 0),
                    Map.entry(3L, 1),
                    Map.entry(4L, 27),
                    Map.entry(5L, 2),
                    Map.entry(6L, 3),
                    Map.entry(7L, INT64),
                    Map.entry(9L, BOOL),
                    Map.entry(10L, 5),
                    Map.entry(11L, FLOAT64),
                    Map.entry(12L, 28),
                    Map.entry(13L, 29),
                    Map.entry(16L, 15));

    private ElementTypes() {}

    /** PyTorch's number for ONNX's. */
    public static Optional<Integer> fromOnnx(long type) {
        return Optional.ofNullable(FROM_ONNX.get(type));
    }

    /** Whether elements are whole numbers. */
    public static boolean isWhole(DataType type) {
        return type.isInteger() || type == DataType.BOOLEAN;
    }
}
