package dev.halftone.data;

import java.util.Arrays;

/**
 * Fills a polygon as COCO does: its edge is drawn at five times the size, and a column is entered
 * or left wherever the edge crosses its middle.
 *
 * <p>Source: {@code rleFrPoly} of pycocotools, whose rounding is part of the result.
 */
final class Polygon {
    private static final double SCALE = 5;
    private static final double FARTHEST = 1e7;
    private static final long LONGEST = 1L << 27;

    private int[] u = new int[256];
    private int[] v = new int[256];
    private int points;

    private Polygon() {}

    static Mask fill(int width, int height, double[] xy) {
        if (xy.length < 6 || xy.length % 2 != 0) {
            throw new IllegalArgumentException("a polygon has x and y of at least 3 corners");
        }
        int corners = xy.length / 2;
        int[] x = new int[corners + 1];
        int[] y = new int[corners + 1];
        long length = 0;
        for (int i = 0; i <= corners; i++) {
            x[i] = enlarged(xy[2 * (i % corners)]);
            y[i] = enlarged(xy[2 * (i % corners) + 1]);
            length +=
                    i == 0 ? 0 : Math.max(Math.abs(x[i] - x[i - 1]), Math.abs(y[i] - y[i - 1])) + 1;
        }
        if (length > LONGEST) {
            throw new IllegalArgumentException("its polygon is too long to draw");
        }
        Polygon polygon = new Polygon();
        for (int i = 0; i < corners; i++) {
            polygon.edge(x[i], y[i], x[i + 1], y[i + 1]);
        }
        return new Mask(width, height, polygon.runs(width, height));
    }

    private static int enlarged(double at) {
        if (!(Math.abs(at) <= FARTHEST)) {
            throw new IllegalArgumentException("a corner is at " + at);
        }
        return (int) (SCALE * at + 0.5);
    }

    private void edge(int fromX, int fromY, int toX, int toY) {
        int dx = Math.abs(toX - fromX);
        int dy = Math.abs(toY - fromY);
        boolean flat = dx >= dy;
        boolean flip = flat ? fromX > toX : fromY > toY;
        int startX = flip ? toX : fromX;
        int startY = flip ? toY : fromY;
        int alongX = flip ? fromX - toX : toX - fromX;
        int alongY = flip ? fromY - toY : toY - fromY;
        int steps = Math.max(dx, dy);
        double slope = flat ? (double) alongY / dx : (double) alongX / dy;
        for (int d = 0; d <= steps; d++) {
            int t = flip ? steps - d : d;
            if (flat) {
                add(t + startX, (int) (startY + slope * t + 0.5));
            } else {
                add((int) (startX + slope * t + 0.5), t + startY);
            }
        }
    }

    private void add(int x, int y) {
        if (points == u.length) {
            u = Arrays.copyOf(u, 2 * points);
            v = Arrays.copyOf(v, 2 * points);
        }
        u[points] = x;
        v[points++] = y;
    }

    /** Where columns are entered or left, sorted, as differences; runs of no length are joined. */
    private int[] runs(int width, int height) {
        int[] changes = new int[points + 1];
        int n = 0;
        for (int i = 1; i < points; i++) {
            double x = shrunk(u[i] < u[i - 1] ? u[i] : u[i] - 1);
            if (u[i] == u[i - 1] || Math.floor(x) != x || x < 0 || x > width - 1) {
                continue;
            }
            double y = Math.ceil(Math.max(0, Math.min(height, shrunk(Math.min(v[i], v[i - 1])))));
            changes[n++] = (int) x * height + (int) y;
        }
        changes[n++] = width * height;
        Arrays.sort(changes, 0, n);
        int[] counts = new int[n];
        int m = 0;
        counts[m++] = changes[0];
        for (int i = 1; i < n; i++) {
            int run = changes[i] - changes[i - 1];
            if (run > 0) {
                counts[m++] = run;
            } else if (++i < n) {
                counts[m - 1] += changes[i] - changes[i - 1];
            }
        }
        return Arrays.copyOf(counts, m);
    }

    private static double shrunk(int at) {
        return (at + 0.5) / SCALE - 0.5;
    }
}
