package dev.halftone.onnx;

import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Element types of ONNX tensors, and the types that carry them here.
 *
 * <p>The engine computes in float32, float64, bool and five integer types. Narrower floats are
 * carried by float32, which holds each of their values exactly; other integers by the next wider
 * type.
 */
enum ElementType {
    FLOAT(1, 32, DataType.FLOAT32),
    UINT8(2, 8, DataType.UINT8),
    INT8(3, 8, DataType.INT8),
    UINT16(4, 16, DataType.INT32),
    INT16(5, 16, DataType.INT32),
    INT32(6, 32, DataType.INT32),
    INT64(7, 64, DataType.INT64),
    BOOL(9, 8, DataType.BOOLEAN),
    FLOAT16(10, 16, DataType.FLOAT32),
    DOUBLE(11, 64, DataType.FLOAT64),
    UINT32(12, 32, DataType.INT64),
    UINT64(13, 64, DataType.INT64),
    BFLOAT16(16, 16, DataType.FLOAT32),
    FLOAT8E4M3FN(17, 8, DataType.FLOAT32),
    FLOAT8E4M3FNUZ(18, 8, DataType.FLOAT32),
    FLOAT8E5M2(19, 8, DataType.FLOAT32),
    FLOAT8E5M2FNUZ(20, 8, DataType.FLOAT32),
    UINT4(21, 4, DataType.UINT8),
    INT4(22, 4, DataType.INT8),
    FLOAT4E2M1(23, 4, DataType.FLOAT32),
    FLOAT8E8M0(24, 8, DataType.FLOAT32),
    UINT2(25, 2, DataType.UINT8),
    INT2(26, 2, DataType.INT8);

    private final int number;
    private final int bits;
    private final DataType carrier;

    ElementType(int number, int bits, DataType carrier) {
        this.number = number;
        this.bits = bits;
        this.carrier = carrier;
    }

    /** By the number in TensorProto.DataType. */
    static Optional<ElementType> of(int number) {
        return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
    }

    /** The one that a type carries as it is stored. */
    static Optional<ElementType> of(DataType carrier) {
        return Arrays.stream(values())
                .filter(type -> type.carrier == carrier && type.isOwn())
                .findFirst();
    }

    /** Its number, for writing. */
    static int number(DataType carrier) {
        return of(carrier)
                .orElseThrow(() -> BadModel.unsupported("ONNX has no element type " + carrier))
                .number;
    }

    private boolean isOwn() {
        return isCarriedAsStored() && this != UINT64;
    }

    int number() {
        return number;
    }

    /** As people write it: {@code float32}. */
    String word() {
        return switch (this) {
            case FLOAT -> "float32";
            case DOUBLE -> "float64";
            default -> name().toLowerCase(Locale.ROOT);
        };
    }

    DataType carrier() {
        return carrier;
    }

    /** Bytes that a number of elements takes in a file. */
    long bytes(long elements) {
        return (Math.multiplyExact(elements, (long) bits) + 7) / 8;
    }

    /** Whether a file holds elements as the carrier does. */
    boolean isCarriedAsStored() {
        return switch (this) {
            case FLOAT, DOUBLE, UINT8, INT8, INT32, INT64, UINT64, BOOL -> true;
            default -> false;
        };
    }

    /** Whether it is a whole type that a wider one carries. */
    boolean isWidened() {
        return carrier.isInteger() && carrier.getNumOfBytes() * 8 > bits;
    }

    /** One element from stored bytes (little endian), as bits of the carrier. */
    void copy(ByteBuffer from, int index, ByteBuffer to) {
        switch (this) {
            case FLOAT, INT32 -> to.putInt(from.getInt(4 * index));
            case DOUBLE, INT64, UINT64 -> to.putLong(from.getLong(8 * index));
            case UINT8, INT8, BOOL -> to.put(from.get(index));
            default -> putNarrow(from, index, to);
        }
    }

    private void putNarrow(ByteBuffer from, int index, ByteBuffer to) {
        switch (this) {
            case UINT16 -> to.putInt(from.getShort(2 * index) & 0xFFFF);
            case INT16 -> to.putInt(from.getShort(2 * index));
            case UINT32 -> to.putLong(from.getInt(4 * index) & 0xFFFFFFFFL);
            case FLOAT16 -> to.putFloat(half(from.getShort(2 * index)));
            case BFLOAT16 -> to.putInt(from.getShort(2 * index) << 16);
            case FLOAT8E4M3FN -> to.putFloat(e4m3(from.get(index) & 0xFF));
            case FLOAT8E4M3FNUZ -> to.putFloat(unsignedZero(from.get(index), 3, 8));
            case FLOAT8E5M2 -> to.putFloat(half((short) (from.get(index) << 8)));
            case FLOAT8E5M2FNUZ -> to.putFloat(unsignedZero(from.get(index), 2, 16));
            case FLOAT4E2M1 -> to.putFloat(small(part(from, index), 4, 1, 1));
            case FLOAT8E8M0 -> to.putFloat(power(from.get(index) & 0xFF));
            case UINT2, UINT4 -> to.put((byte) part(from, index));
            case INT2 -> to.put((byte) ((part(from, index) ^ 2) - 2));
            case INT4 -> to.put((byte) ((part(from, index) ^ 8) - 8));
            default -> throw new IllegalStateException(name());
        }
    }

    /** One of several elements in a byte, the first in its lowest bits. */
    private int part(ByteBuffer from, int index) {
        int each = 8 / bits;
        return (from.get(index / each) & 0xFF) >> (index % each * bits) & ((1 << bits) - 1);
    }

    /** IEEE 754 half precision. */
    static float half(short bits) {
        int exponent = bits >> 10 & 0x1F;
        int fraction = bits & 0x3FF;
        float size;
        if (exponent == 0x1F) {
            size = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
        } else if (exponent == 0) {
            size = Math.scalb((float) fraction, -24);
        } else {
            size = Math.scalb((float) (fraction | 0x400), exponent - 25);
        }
        return bits < 0 ? -size : size;
    }

    private static float e4m3(int bits) {
        return (bits & 0x7F) == 0x7F ? Float.NaN : small(bits, 8, 3, 7);
    }

    /** Eight bits whose negative zero says that there is no number. */
    private static float unsignedZero(byte bits, int fraction, int bias) {
        return bits == -128 ? Float.NaN : small(bits & 0xFF, 8, fraction, bias);
    }

    private static float power(int exponent) {
        return exponent == 0xFF ? Float.NaN : Math.scalb(1f, exponent - 127);
    }

    /** Sign, exponent, fraction; every pattern a number. */
    private static float small(int bits, int width, int fractionBits, int bias) {
        int sign = 1 << (width - 1);
        int exponent = (bits & (sign - 1)) >> fractionBits;
        int fraction = bits & ((1 << fractionBits) - 1);
        int whole = exponent == 0 ? fraction : fraction | 1 << fractionBits;
        float size = Math.scalb((float) whole, Math.max(exponent, 1) - bias - fractionBits);
        return (bits & sign) == 0 ? size : -size;
    }
}
