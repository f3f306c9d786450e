package dev.halftone.observer;

/**
 * The squared errors of magnitudes on a symmetric grid, nearly: the bins of one code are
 * neighbours, so Σ n·(x̂ − c)² over them comes from sums of n, n·c and n·c² up to each bin.
 *
 * @param count values before each bin
 * @param sum of their centres
 * @param squares of their centres, summed
 */
record SquaredErrors(Magnitudes seen, double[] count, double[] sum, double[] squares) {

    static SquaredErrors of(Magnitudes seen) {
        int bins = seen.counts().length;
        double[] count = new double[bins + 1];
        double[] sum = new double[bins + 1];
        double[] squares = new double[bins + 1];
        for (int bin = 0; bin < bins; bin++) {
            double times = seen.counts()[bin];
            double centre = seen.centre(bin);
            count[bin + 1] = count[bin] + times;
            sum[bin + 1] = sum[bin] + times * centre;
            squares[bin + 1] = squares[bin] + times * centre * centre;
        }
        return new SquaredErrors(seen, count, sum, squares);
    }

    /** The sum on the grid whose last code is {@code amax}. */
    double on(double amax) {
        int last = seen.codes() - 1;
        double step = amax / last;
        double errors = 0;
        int bin = 0;
        while (bin < count.length - 1) {
            double code = Math.min(last, Math.rint(seen.centre(bin) / step));
            int next =
                    code == last ? count.length - 1 : Math.max(bin + 1, first((code + 0.5) * step));
            double level = code * step;
            errors +=
                    level * level * (count[next] - count[bin])
                            - 2 * level * (sum[next] - sum[bin])
                            + squares[next]
                            - squares[bin];
            bin = next;
        }
        return errors;
    }

    /** The first bin whose middle is not below a magnitude. */
    private int first(double magnitude) {
        return (int) Math.min(count.length - 1, Math.ceil(magnitude / seen.width() - 0.5));
    }

    /** How far rounding can lead a sum astray, generously. */
    double within() {
        int bins = count.length - 1;
        return 1e-10 * count[bins] * seen.edge(bins) * seen.edge(bins);
    }
}
