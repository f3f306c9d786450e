package dev.halftone.scene;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * A garment cut out of its black background.
 *
 * @param side of the square picture, pixels
 * @param grey row by row, 0 to 255
 * @param inside which pixels are the garment: all that black does not reach from the rim
 * @param kind its class
 */
public record Garment(int side, float[] grey, boolean[] inside, int kind) {
    private static final int BLACK = 24;

    /** Cuts one out. */
    public static Garment of(int side, byte[] pixels, int kind) {
        float[] grey = new float[pixels.length];
        for (int i = 0; i < grey.length; i++) {
            grey[i] = Byte.toUnsignedInt(pixels[i]);
        }
        boolean[] inside = new boolean[grey.length];
        Arrays.fill(inside, true);
        Deque<Integer> black = new ArrayDeque<>();
        for (int i = 0; i < side; i++) {
            for (int at : new int[] {i, side * (side - 1) + i, side * i, side * i + side - 1}) {
                reach(at, grey, inside, black);
            }
        }
        while (!black.isEmpty()) {
            int at = black.pop();
            int x = at % side;
            if (x > 0) {
                reach(at - 1, grey, inside, black);
            }
            if (x < side - 1) {
                reach(at + 1, grey, inside, black);
            }
            if (at >= side) {
                reach(at - side, grey, inside, black);
            }
            if (at + side < grey.length) {
                reach(at + side, grey, inside, black);
            }
        }
        return new Garment(side, grey, inside, kind);
    }

    private static void reach(int at, float[] grey, boolean[] inside, Deque<Integer> black) {
        if (inside[at] && grey[at] <= BLACK) {
            inside[at] = false;
            black.push(at);
        }
    }

    /** How much of a place is garment, 0 to 1, between pixels as well. */
    double cover(double x, double y) {
        return between(x, y, true);
    }

    /** How bright a place is, 0 to 1, between pixels as well. */
    double bright(double x, double y) {
        return between(x, y, false);
    }

    private double between(double x, double y, boolean cover) {
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        double right = x - left;
        double down = y - top;
        double upper = at(left, top, cover) * (1 - right) + at(left + 1, top, cover) * right;
        double lower =
                at(left, top + 1, cover) * (1 - right) + at(left + 1, top + 1, cover) * right;
        return upper * (1 - down) + lower * down;
    }

    private double at(int x, int y, boolean cover) {
        if (x < 0 || y < 0 || x >= side || y >= side) {
            return 0;
        }
        return cover ? (inside[y * side + x] ? 1 : 0) : grey[y * side + x] / 255.0;
    }
}
