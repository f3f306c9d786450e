package dev.halftone.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.problem.Unwritable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/**
 * The values of one edge for every calibration image, in a temporary file: memory does not grow
 * with the number of images, and where there is memory the system keeps the file in it.
 */
final class Cache implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private long[] row = {};
    private int rows;
    private double sum;
    private ByteBuffer buffer = ByteBuffer.allocateDirect(0);

    Cache() {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            file = Files.createTempFile("halftone", ".values");
            channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            throw Unwritable.problem(folder, e);
        }
    }

    /**
     * Adds the values of a batch.
     *
     * @param values float32, its first dimension as many as or a multiple of the images
     */
    void add(NDArray values, int images) {
        long[] shape = values.getShape().getShape();
        if (shape.length == 0 || shape[0] % images != 0) {
            throw new ProblemException(
                    Problem.of(
                            "not-by-image",
                            "a unit reads or makes a tensor of shape %s that does not divide into %d images"
                                    .formatted(values.getShape(), images)));
        }
        shape[0] /= images;
        row = shape;
        rows += images;
        try (NDArray all = values.sum()) {
            sum += all.getFloat();
        }
        ByteBuffer bytes = values.toByteBuffer();
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw Unwritable.problem(file, e);
        }
    }

    /** Of all values of all images in all caches. */
    static double mean(List<Cache> caches) {
        double sum = caches.stream().mapToDouble(cache -> cache.sum).sum();
        return sum / caches.stream().mapToDouble(Cache::size).sum();
    }

    private double size() {
        return Arrays.stream(row).asDoubleStream().reduce(rows, (a, b) -> a * b);
    }

    int rows() {
        return rows;
    }

    /** The values of some images, in the manager's own memory. */
    NDArray take(int[] images, NDManager manager) {
        int size = Math.toIntExact(Arrays.stream(row).reduce(Float.BYTES, Math::multiplyExact));
        ByteBuffer bytes = buffer(Math.multiplyExact(size, images.length));
        try {
            for (int i = 0; i < images.length; i++) {
                bytes.limit((i + 1) * size);
                long at = (long) images[i] * size;
                while (bytes.hasRemaining()
                        && channel.read(bytes, at + bytes.position() - (long) i * size) > 0) {}
            }
        } catch (IOException e) {
            throw new ProblemException(Problem.of("cannot-read", "cannot read back " + file), e);
        }
        long[] shape = row.clone();
        shape[0] *= images.length;
        // Copied, since results may depend on how memory is aligned.
        try (NDArray borrowed = manager.create(bytes.flip(), new Shape(shape), DataType.FLOAT32)) {
            return borrowed.duplicate();
        }
    }

    /** The same memory each time: fresh memory takes longer than the values themselves. */
    private ByteBuffer buffer(int size) {
        if (buffer.capacity() < size) {
            buffer = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
        }
        return buffer.clear();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw Unwritable.problem(file, e);
        }
    }
}
