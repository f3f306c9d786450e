package dev.halftone.quantize;

import java.util.List;

/**
 * Counts of the values seen, in bins of one width. The first batch decides the width; later batches
 * add bins, and when there are too many, neighbours merge.
 *
 * @param low left edge of the first bin
 * @param width of a bin, positive
 * @param counts values per bin
 */
public record Histogram(double low, double width, List<Double> counts) {

    public Histogram {
        counts = List.copyOf(counts);
    }

    /** All values counted. */
    public double total() {
        return counts.stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Middle of a bin. */
    public double centre(int bin) {
        return low + (bin + 0.5) * width;
    }

    /** Left edge of a bin; for the bin after the last, the right end. */
    public double edge(int bin) {
        return low + bin * width;
    }
}
