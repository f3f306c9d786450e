package dev.halftone.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.Float16Utils;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Brings a file's tensors into the engine's memory, one after the other through one buffer, so that
 * beside the weights themselves no more than the largest of them is held.
 *
 * <p>Files are read and not mapped: a mapped file that somebody cuts off takes the process down,
 * and its tensors lie at any address, while results should not depend on where an array happens to
 * lie.
 */
final class Reading {
    private static final int ALIGNMENT = 64;

    private final String file;
    private ByteBuffer raw = aligned(0);
    private ByteBuffer sorted = aligned(0);

    Reading(String file) {
        this.file = file;
    }

    /** A tensor in the type that the engine has for it. */
    synchronized NDArray read(String name, StoredTensor tensor, NDManager manager) {
        long elements = Math.max(tensor.span(), tensor.shape().size());
        int wide = Math.max(tensor.type().bytes(), tensor.type().read().getNumOfBytes());
        if (elements > (Integer.MAX_VALUE - 2L * ALIGNMENT) / wide) {
            throw BadCheckpoint.because(file, "tensor '" + name + "' is larger than 2 GiB");
        }
        try {
            int bytes = tensor.type().bytes();
            raw = room(raw, tensor.span() * bytes);
            tensor.bytes().read(tensor.offset() * bytes, raw);
            raw.flip();
            return array(tensor, arranged(tensor), manager);
        } catch (IOException e) {
            throw BadCheckpoint.because(file, "reading tensor '" + name + "' failed", e);
        }
    }

    /** Copies, because the engine's own memory outlives the buffer and is aligned. */
    private static NDArray array(StoredTensor tensor, ByteBuffer data, NDManager manager) {
        Shape shape = tensor.shape();
        DataType type = tensor.type().read();
        if (shape.size() == 0) {
            return manager.zeros(shape, type);
        }
        try (NDArray borrowed = manager.create(data, shape, type)) {
            return borrowed.duplicate();
        }
    }

    private ByteBuffer arranged(StoredTensor tensor) {
        if (tensor.isInOrder() && tensor.type().bytes() != 2) {
            return raw;
        }
        long elements = tensor.shape().size();
        sorted = room(sorted, elements * tensor.type().read().getNumOfBytes());
        if (elements > 0) {
            along(tensor, 0, 0);
        }
        return sorted.flip();
    }

    private void along(StoredTensor tensor, int dimension, long at) {
        if (dimension == tensor.strides().length) {
            move(tensor.type(), (int) at);
            return;
        }
        for (long i = 0; i < tensor.shape().get(dimension); i++) {
            along(tensor, dimension + 1, at + i * tensor.strides()[dimension]);
        }
    }

    private void move(ElementType type, int element) {
        switch (type) {
            case F16 -> sorted.putFloat(Float16Utils.halfToFloat(raw.getShort(2 * element)));
            case BF16 -> sorted.putFloat(Float.intBitsToFloat(raw.getShort(2 * element) << 16));
            case I16 -> sorted.putFloat(raw.getShort(2 * element));
            case F32, I32 -> sorted.putInt(raw.getInt(4 * element));
            case F64, I64 -> sorted.putLong(raw.getLong(8 * element));
            case I8, U8, BOOL -> sorted.put(raw.get(element));
        }
    }

    /** An empty buffer that holds so many bytes, the old one if it is large enough. */
    private static ByteBuffer room(ByteBuffer old, long bytes) {
        ByteBuffer buffer = old.capacity() >= bytes ? old : aligned(bytes);
        return buffer.clear().limit((int) bytes);
    }

    private static ByteBuffer aligned(long bytes) {
        return ByteBuffer.allocateDirect((int) bytes + 2 * ALIGNMENT)
                .alignedSlice(ALIGNMENT)
                .slice(0, (int) bytes)
                .order(ByteOrder.LITTLE_ENDIAN);
    }
}
