package dev.halftone.operator;

import ai.djl.ndarray.types.DataType;
import java.util.Map;
import java.util.Optional;

/** Element types under the numbers that ONNX and PyTorch give them. */
public final class ElementTypes {
    public static final int FLOAT32 = 6;
    public static final int FLOAT64 = 7;
    public static final int UINT8 = 0;
    public static final int INT8 = 1;
    public static final int INT32 = 3;
    public static final int INT64 = 4;
    public static final int BOOL = 11;

    /**
     * TensorProto.DataType to c10::ScalarType, of the next wider type where the engine lacks one.
     */
    private static final Map<Long, Integer> FROM_ONNX =
            Map.ofEntries(
                    Map.entry(1L, FLOAT32),
                    Map.entry(2L, UINT8),
                    Map.entry(3L, INT8),
                    Map.entry(4L, INT32),
                    Map.entry(5L, INT32),
                    Map.entry(6L, INT32),
                    Map.entry(7L, INT64),
                    Map.entry(9L, BOOL),
                    Map.entry(10L, FLOAT32),
                    Map.entry(11L, FLOAT64),
                    Map.entry(12L, INT64),
                    Map.entry(13L, INT64),
                    Map.entry(16L, FLOAT32),
                    Map.entry(17L, FLOAT32),
                    Map.entry(18L, FLOAT32),
                    Map.entry(19L, FLOAT32),
                    Map.entry(20L, FLOAT32),
                    Map.entry(21L, UINT8),
                    Map.entry(22L, INT8),
                    Map.entry(23L, FLOAT32),
                    Map.entry(24L, FLOAT32),
                    Map.entry(25L, UINT8),
                    Map.entry(26L, INT8));

    private ElementTypes() {}

    /** PyTorch's number for ONNX's: the type that carries such elements here. */
    public static Optional<Integer> fromOnnx(long type) {
        return Optional.ofNullable(FROM_ONNX.get(type));
    }

    /** Whether elements are whole numbers. */
    public static boolean isWhole(DataType type) {
        return type.isInteger() || type == DataType.BOOLEAN;
    }
}
