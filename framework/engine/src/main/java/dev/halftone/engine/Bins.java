package dev.halftone.engine;

import dev.halftone.quantize.Histogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A histogram that grows. Bin k holds values from low + k·width on, k may be negative; when there
 * are too many bins, bins 2k and 2k + 1 become one.
 */
final class Bins {
    private static final int MOST = 4096;

    private double low;
    private double width;
    private long first;
    private double[] counts = new double[0];

    double low() {
        return low;
    }

    /** Zero before the first batch. */
    double width() {
        return width;
    }

    /**
     * Takes a batch or some rows of it in.
     *
     * @param batch low, width (that of bins here, now or before, doubled as often as needed),
     *     number of the first bin, counts
     */
    void add(double[] batch) {
        Bins more = new Bins();
        more.low = batch[0];
        more.width = batch[1];
        more.first = (long) batch[2];
        more.counts = Arrays.copyOfRange(batch, 3, batch.length);
        if (width == 0) {
            low = more.low;
            width = more.width;
        }
        while (width < more.width) {
            halve();
        }
        while (more.width < width) {
            more.halve();
        }
        if (counts.length == 0) {
            first = more.first;
        }
        long end = more.first + more.counts.length;
        cover(Math.min(first, more.first), Math.max(first + counts.length, end));
        for (int i = 0; i < more.counts.length; i++) {
            counts[(int) (more.first - first) + i] += more.counts[i];
        }
        while (counts.length > MOST) {
            halve();
        }
    }

    private void cover(long from, long to) {
        if (from == first && to == first + counts.length) {
            return;
        }
        long most = 1L << 24;
        if (to - from > most) {
            throw new IllegalStateException("a histogram of " + (to - from) + " bins");
        }
        double[] more = new double[(int) (to - from)];
        System.arraycopy(counts, 0, more, (int) (first - from), counts.length);
        first = from;
        counts = more;
    }

    private void halve() {
        long from = Math.floorDiv(first, 2);
        long to = Math.floorDiv(first + counts.length - 1, 2) + 1;
        double[] fewer = new double[counts.length == 0 ? 0 : (int) (to - from)];
        for (int i = 0; i < counts.length; i++) {
            fewer[(int) (Math.floorDiv(first + i, 2) - from)] += counts[i];
        }
        first = from;
        counts = fewer;
        width *= 2;
    }

    Histogram histogram() {
        List<Double> values = new ArrayList<>();
        for (double count : counts) {
            values.add(count);
        }
        return new Histogram(low + first * width, width, values);
    }
}
