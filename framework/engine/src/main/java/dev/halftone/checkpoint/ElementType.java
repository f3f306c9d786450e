package dev.halftone.checkpoint;

import ai.djl.ndarray.types.DataType;
import java.util.Arrays;
import java.util.Optional;

/**
 * Element types of the safetensors format.
 *
 * <p>The engine cannot create 16-bit tensors, so those are read as float32, which holds each of
 * their values exactly.
 */
enum ElementType {
    F64(DataType.FLOAT64, 8, DataType.FLOAT64),
    F32(DataType.FLOAT32, 4, DataType.FLOAT32),
    F16(DataType.FLOAT16, 2, DataType.FLOAT32),
    BF16(DataType.BFLOAT16, 2, DataType.FLOAT32),
    I64(DataType.INT64, 8, DataType.INT64),
    I32(DataType.INT32, 4, DataType.INT32),
    I16(DataType.INT16, 2, DataType.FLOAT32),
    I8(DataType.INT8, 1, DataType.INT8),
    U8(DataType.UINT8, 1, DataType.UINT8),
    BOOL(DataType.BOOLEAN, 1, DataType.BOOLEAN);

    private final DataType stored;
    private final int bytes;
    private final DataType read;

    ElementType(DataType stored, int bytes, DataType read) {
        this.stored = stored;
        this.bytes = bytes;
        this.read = read;
    }

    /** The type in the file. */
    DataType stored() {
        return stored;
    }

    /** Bytes of one element in the file. */
    int bytes() {
        return bytes;
    }

    /** The type that reading gives. */
    DataType read() {
        return read;
    }

    static Optional<ElementType> of(String word) {
        return Arrays.stream(values()).filter(type -> type.name().equals(word)).findFirst();
    }

    static Optional<ElementType> of(DataType type) {
        return Arrays.stream(values()).filter(known -> known.stored == type).findFirst();
    }
}
