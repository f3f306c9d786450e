package dev.halftone.prompt;

import dev.halftone.data.Mask;
import dev.halftone.data.Prompt.Point;

/**
 * Finds where one would click on a thing: its pixel farthest from everything outside, the picture's
 * rim included; of several, the first from the top, then from the left.
 *
 * <p>Source: the simulated clicks of EfficientViT-SAM's evaluation, there with OpenCV's exact
 * distance transform. Distances here are squared whole numbers (A. Meijster et al., A general
 * algorithm for computing distance transforms in linear time, 2000).
 */
public final class Click {
    private final int width;
    private final int height;
    private final int[] vertical;

    private Click(Mask mask) {
        width = mask.width();
        height = mask.height();
        vertical = vertical(mask.pixels(), width, height);
    }

    /** The place, or the mask's first pixel of all where it is empty. */
    public static Point on(Mask mask) {
        return new Click(mask).farthest();
    }

    /** Distance to the nearest pixel outside in the same column. */
    private static int[] vertical(boolean[] inside, int width, int height) {
        int[] distance = new int[width * height];
        for (int at = 0; at < distance.length; at++) {
            int above = at < width ? 0 : distance[at - width];
            distance[at] = inside[at] ? above + 1 : 0;
        }
        for (int at = distance.length - 1; at >= 0; at--) {
            int below = at + width < distance.length ? distance[at + width] : 0;
            distance[at] = Math.min(distance[at], below + 1);
        }
        return distance;
    }

    private Point farthest() {
        long best = -1;
        int place = 0;
        long[] row = new long[width];
        for (int y = 0; y < height; y++) {
            distances(y, row);
            for (int x = 0; x < width; x++) {
                if (row[x] > best) {
                    best = row[x];
                    place = y * width + x;
                }
            }
        }
        return new Point(place % width, place / width, 1);
    }

    /** Squared distances of a row: the lower envelope of one parabola per column. */
    private void distances(int y, long[] out) {
        int[] center = new int[width + 2];
        long[] start = new long[width + 2];
        int last = 0;
        center[0] = -1;
        start[0] = -1;
        for (int x = 0; x <= width; x++) {
            while (last >= 0 && at(start[last], center[last], y) > at(start[last], x, y)) {
                last--;
            }
            long from = last < 0 ? -1 : crossing(center[last], x, y) + 1;
            if (last < 0 || from <= width) {
                last++;
                center[last] = x;
                start[last] = from;
            }
        }
        for (int x = width - 1; x >= 0; x--) {
            while (start[last] > x) {
                last--;
            }
            out[x] = at(x, center[last], y);
        }
    }

    private long at(long x, int center, int y) {
        long down = center < 0 || center == width ? 0 : vertical[y * width + center];
        return (x - center) * (x - center) + down * down;
    }

    /** The last place where the parabola of a column is not above that of a later one. */
    private long crossing(int before, int after, int y) {
        long higher = at(after, after, y) - at(before, before, y);
        long squares = (long) after * after - (long) before * before + higher;
        return Math.floorDiv(squares, 2L * (after - before));
    }
}
