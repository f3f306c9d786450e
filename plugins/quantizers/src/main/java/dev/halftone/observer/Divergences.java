package dev.halftone.observer;

/**
 * Divergences of the first bins of a histogram from what a grid leaves of them, nearly. With n
 * counts in all, b of a bin, the rest put into the last, and a = c/f for the c counts and f full
 * bins of its code: Σ b/n·log(b/n / (a/m)), where m are the counts without the rest. So Σ b·log b
 * up to each bin and, of each code, c·log(c/f) are enough.
 *
 * @param codes of the grid
 * @param count of all bins before each
 * @param full of the bins before each, how many are not empty
 * @param logs sum of b·log b of the bins before each
 */
record Divergences(double[] bins, int codes, double[] count, int[] full, double[] logs) {
    /** How far rounding can lead one astray, generously. */
    static final double WITHIN = 1e-9;

    static Divergences of(double[] bins, int codes) {
        double[] count = new double[bins.length + 1];
        int[] full = new int[bins.length + 1];
        double[] logs = new double[bins.length + 1];
        for (int bin = 0; bin < bins.length; bin++) {
            count[bin + 1] = count[bin] + bins[bin];
            full[bin + 1] = full[bin] + (bins[bin] > 0 ? 1 : 0);
            logs[bin + 1] = logs[bin] + log(bins[bin], bins[bin]);
        }
        return new Divergences(bins, codes, count, full, logs);
    }

    /** All counts from a bin on. */
    double from(int bin) {
        return count[bins.length] - count[bin];
    }

    /** The divergence of the first bins; infinite where the rest would lie on nothing. */
    double of(int first) {
        double kept = count[first];
        double rest = from(first);
        double last = bins[first - 1];
        if (last == 0 && rest > 0) {
            return Double.POSITIVE_INFINITY;
        }
        if (kept == 0) {
            return 0;
        }
        double before = logs[first - 1] + log(last + rest, last + rest);
        double after = spread(first) + log(rest, mean(code(first - 1, first, codes), first));
        return (before - after) / (kept + rest) + Math.log(kept / (kept + rest));
    }

    /** Σ c·log(c/f) over all codes. */
    private double spread(int first) {
        if (codes >= first) {
            return logs[first];
        }
        double sum = 0;
        for (int code = 0; code < codes; code++) {
            sum += log(counts(code, first), mean(code, first));
        }
        return sum;
    }

    private double counts(int code, int first) {
        return count[edge(code + 1, first)] - count[edge(code, first)];
    }

    private double mean(int code, int first) {
        return counts(code, first) / (full[edge(code + 1, first)] - full[edge(code, first)]);
    }

    /** The first bin of a code. */
    private int edge(int code, int first) {
        return (int) Math.min(first, Math.ceil(code * ((double) first / codes)));
    }

    private static double log(double times, double value) {
        return times > 0 ? times * Math.log(value) : 0;
    }

    /** The last of {@code codes} evenly spaced edges from 0 to {@code first} that is not above. */
    static int code(int bin, int first, int codes) {
        double step = (double) first / codes;
        int code = (int) (bin / step);
        return (code + 1) * step <= bin ? code + 1 : code * step > bin ? code - 1 : code;
    }
}
