package dev.halftone.data;

import java.util.Arrays;
import java.util.List;

/**
 * Which pixels of a picture something covers: run lengths, column by column from the left, each
 * from the top, as COCO keeps them. Runs of pixels outside and inside take turns, outside first.
 *
 * <p>Everything computed here equals {@code pycocotools.mask}, to the last bit.
 */
public final class Mask {
    private final int width;
    private final int height;
    private final int[] counts;

    /** Runs that are known to fit. */
    Mask(int width, int height, int[] counts) {
        this.width = width;
        this.height = height;
        this.counts = counts;
    }

    /**
     * Made of run lengths.
     *
     * @throws IllegalArgumentException when they are negative or do not fill the picture
     */
    public static Mask runs(int width, int height, int... counts) {
        long sum = 0;
        for (int count : counts) {
            if (count < 0) {
                throw new IllegalArgumentException("a run length is below zero");
            }
            sum += count;
        }
        if (sum != size(width, height)) {
            throw new IllegalArgumentException(
                    "its runs cover %d pixels, not %d×%d".formatted(sum, width, height));
        }
        return new Mask(width, height, counts.clone());
    }

    /**
     * Reads COCO's compressed text.
     *
     * @throws IllegalArgumentException when it is not such text, or its runs do not fill the
     *     picture
     */
    public static Mask text(int width, int height, String text) {
        return runs(width, height, MaskText.read(text));
    }

    /**
     * Fills polygons; of several, what any of them covers.
     *
     * @param corners x and y in turns, for each polygon
     * @throws IllegalArgumentException when a corner is no place in or near the picture
     */
    public static Mask polygons(int width, int height, List<double[]> corners) {
        size(width, height);
        return union(corners.stream().map(xy -> Polygon.fill(width, height, xy)).toList());
    }

    /** A box filled as a polygon of four corners. */
    public static Mask box(int width, int height, Box box) {
        double[] corners = {
            box.x(), box.y(), box.x(), box.bottom(), box.right(), box.bottom(), box.right(), box.y()
        };
        return polygons(width, height, List.of(corners));
    }

    /**
     * Made of pixels.
     *
     * @param inside row by row
     */
    public static Mask pixels(int width, int height, boolean[] inside) {
        int[] counts = new int[16];
        int n = 0;
        int count = 0;
        boolean now = false;
        for (int x = 0; x < width; x++) {
            for (int at = x; at < inside.length; at += width) {
                if (inside[at] != now) {
                    counts = n == counts.length ? Arrays.copyOf(counts, 2 * n) : counts;
                    counts[n++] = count;
                    count = 0;
                    now = !now;
                }
                count++;
            }
        }
        counts = Arrays.copyOf(counts, n + 1);
        counts[n] = count;
        return runs(width, height, counts);
    }

    private static long size(int width, int height) {
        long size = (long) width * height;
        if (width < 1 || height < 1 || size >= Integer.MAX_VALUE) {
            throw new IllegalArgumentException("%d×%d is no size".formatted(width, height));
        }
        return size;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    /** The run lengths. */
    public int[] counts() {
        return counts.clone();
    }

    int[] shared() {
        return counts;
    }

    /** COCO's compressed text. */
    public String text() {
        return MaskText.write(counts);
    }

    /** Row by row. */
    public boolean[] pixels() {
        boolean[] inside = new boolean[width * height];
        int at = 0;
        for (int i = 0; i < counts.length; at += counts[i++]) {
            for (int p = at; i % 2 == 1 && p < at + counts[i]; p++) {
                inside[p % height * width + p / height] = true;
            }
        }
        return inside;
    }

    /** How many pixels are inside. */
    public long area() {
        long area = 0;
        for (int i = 1; i < counts.length; i += 2) {
            area += counts[i];
        }
        return area;
    }

    /** The smallest box around it; all zeros when nothing is inside. */
    public Box box() {
        return Overlap.box(this);
    }

    /**
     * What two masks share of what they cover together; −1 when they are of different pictures'
     * sizes but near each other, as the original answers.
     *
     * @param truth the other, which may stand for a crowd
     * @param crowd whether it does: then the share of this one that lies in it
     */
    public double iou(Mask truth, boolean crowd) {
        return box().iou(truth.box(), crowd) > 0 ? Overlap.iou(this, truth, crowd) : 0;
    }

    /** How many pixels are inside both. Masks of one picture. */
    public long shared(Mask other) {
        return Overlap.shared(this, other);
    }

    /** What any of them covers; at least one, of one picture. */
    public static Mask union(List<Mask> masks) {
        Mask all = masks.get(0);
        for (Mask next : masks.subList(1, masks.size())) {
            all = Overlap.union(all, next);
        }
        return all;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Mask mask
                && mask.width == width
                && mask.height == height
                && Arrays.equals(mask.counts, counts);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + height) + Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        return "mask of %d pixels in %dx%d".formatted(area(), width, height);
    }
}
