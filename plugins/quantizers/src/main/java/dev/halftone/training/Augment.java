package dev.halftone.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.SplittableRandom;

/** How pictures are varied between epochs. */
public enum Augment {
    /** Not at all. */
    NONE,
    /** Every other picture is mirrored. */
    FLIP,
    /** The same, and every picture is moved by up to a fourteenth of its size, edges repeated. */
    FLIP_SHIFT;

    /**
     * Varies a batch of pictures.
     *
     * @param pictures of shape (n, channels, height, width)
     * @param random decides
     * @return the same shape, in the same manager
     */
    NDArray apply(NDArray pictures, SplittableRandom random) {
        if (this == NONE) {
            return pictures;
        }
        Shape shape = pictures.getShape();
        int count = (int) shape.get(0);
        int height = (int) shape.get(2);
        int width = (int) shape.get(3);
        long[] from = new long[count * height * width];
        for (int i = 0; i < count; i++) {
            boolean mirrored = random.nextBoolean();
            int down = shift(height, random);
            int right = shift(width, random);
            for (int y = 0; y < height; y++) {
                int row = clamp(y + down, height) * width;
                for (int x = 0; x < width; x++) {
                    int column = clamp(x + right, width);
                    int to = (i * height + y) * width + x;
                    from[to] = row + (mirrored ? width - 1 - column : column);
                }
            }
        }
        Shape flat = new Shape(count, shape.get(1), (long) height * width);
        NDArray index = pictures.getManager().create(from, new Shape(count, 1, flat.get(2)));
        return pictures.reshape(flat).gather(index.broadcast(flat), 2).reshape(shape);
    }

    private int shift(int size, SplittableRandom random) {
        int most = this == FLIP_SHIFT ? size / 14 : 0;
        return random.nextInt(2 * most + 1) - most;
    }

    private static int clamp(int place, int size) {
        return Math.max(0, Math.min(size - 1, place));
    }
}
