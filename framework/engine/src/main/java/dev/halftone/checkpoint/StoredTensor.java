package dev.halftone.checkpoint;

import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.Optional;

/**
 * Where a tensor's elements lie: like PyTorch's, a view of a run of elements that several tensors
 * may share.
 *
 * @param bytes the elements, little-endian
 * @param type of them
 * @param shape dimensions
 * @param strides elements between neighbours along each dimension
 * @param offset of the first element, in elements
 */
record StoredTensor(Bytes bytes, ElementType type, Shape shape, long[] strides, long offset) {
    private static final int MOST_DIMENSIONS = 32;

    /** All elements, one after the other, the last dimension first. */
    static StoredTensor inOrder(Bytes bytes, ElementType type, Shape shape) {
        return new StoredTensor(bytes, type, shape, strides(shape), 0);
    }

    static long[] strides(Shape shape) {
        long[] strides = new long[shape.dimension()];
        long step = 1;
        for (int i = strides.length - 1; i >= 0; i--) {
            strides[i] = step;
            step *= shape.get(i);
        }
        return strides;
    }

    /**
     * Why this cannot be a tensor of its file, if so: nothing is read or allocated to find out. It
     * may have more elements than are stored, as a tensor that PyTorch's {@code expand} made has.
     */
    Optional<String> complaint() throws IOException {
        if (shape.dimension() > MOST_DIMENSIONS || strides.length != shape.dimension()) {
            return Optional.of(
                    "has " + shape.dimension() + " dimensions and " + strides.length + " strides");
        }
        long stored = bytes.size() / type.bytes();
        try {
            long count = 1;
            long last = offset;
            for (int i = 0; i < strides.length; i++) {
                if (shape.get(i) < 0 || strides[i] < 0) {
                    return Optional.of("has a size or stride below zero");
                }
                count = Math.multiplyExact(count, shape.get(i));
                last =
                        Math.addExact(
                                last,
                                Math.multiplyExact(Math.max(0, shape.get(i) - 1), strides[i]));
            }
            boolean inside = offset >= 0 && (count == 0 || last < stored);
            if (!inside) {
                return Optional.of(
                        "of shape %s should have %d elements up to number %d, but %d are stored: is the file cut off?"
                                .formatted(shape, count, last, stored));
            }
        } catch (ArithmeticException e) {
            return Optional.of("of shape " + shape + " is larger than any file");
        }
        return Optional.empty();
    }

    /** Whether the elements lie as {@link #inOrder} has them. */
    boolean isInOrder() {
        long[] usual = strides(shape);
        for (int i = 0; i < usual.length; i++) {
            if (shape.get(i) > 1 && strides[i] != usual[i]) {
                return false;
            }
        }
        return true;
    }

    /** Elements from the first to the last that is part of it. */
    long span() {
        long last = 0;
        for (int i = 0; i < strides.length; i++) {
            last += Math.max(0, shape.get(i) - 1) * strides[i];
        }
        return shape.size() == 0 ? 0 : last + 1;
    }
}
