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

    private final int width;
    private final int height;
    private int[] changes = new int[64];
    private int count;
    private boolean begun;
    private int x;
    private int y;

    private Polygon(int width, int height) {
        this.width = width;
        this.height = height;
    }

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
        Polygon polygon = new Polygon(width, height);
        for (int i = 0; i < corners; i++) {
            polygon.edge(x[i], y[i], x[i + 1], y[i + 1]);
        }
        return new Mask(width, height, polygon.runs());
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

    /** Goes to the next point of the edge. Only changes are kept: edges may be long. */
    private void add(int toX, int toY) {
        if (begun && toX != x) {
            double column = shrunk(toX < x ? toX : toX - 1);
            if (Math.floor(column) == column && column >= 0 && column <= width - 1) {
                double row = Math.ceil(Math.max(0, Math.min(height, shrunk(Math.min(toY, y)))));
                change((int) column * height + (int) row);
            }
        }
        begun = true;
        x = toX;
        y = toY;
    }

    private void change(int at) {
        changes = count == changes.length ? Arrays.copyOf(changes, 2 * count) : changes;
        changes[count++] = at;
    }

    /** Where columns are entered or left, sorted, as differences; runs of no length are joined. */
    private int[] runs() {
        change(width * height);
        int n = count;
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
