package dev.halftone.observer;

/**
 * Sums distances to a power, from one point to neighbours among sorted values: Σ n·|x − v|^p. A
 * power for each value costs tens of nanoseconds, so values are taken in blocks; one that is far
 * away for its width counts by its moments. With its middle c, |x − v|^p = |x − c|^p · Σ binom(p,
 * k)·((c − v) / (x − c))^k, Newton's binomial series, whose first 16 terms are within 1e-13 of the
 * whole where the quotient is below a quarter.
 */
final class Distances {
    private static final int BLOCK = 32;
    private static final int TERMS = 16;
    private static final double FAR = 4;

    private final double[] values;
    private final double[] counts;
    private final Loss loss;
    private final double[] series = new double[TERMS];
    private final double[] middle;
    private final double[] half;
    private final double[] moments;

    /**
     * @param values in rising order
     * @param counts how often each is there
     * @param loss what a distance costs
     */
    Distances(double[] values, double[] counts, Loss loss) {
        this.values = values;
        this.counts = counts;
        this.loss = loss;
        int blocks = (values.length + BLOCK - 1) / BLOCK;
        middle = new double[blocks];
        half = new double[blocks];
        moments = new double[blocks * TERMS];
        series[0] = 1;
        for (int k = 1; k < TERMS; k++) {
            series[k] = series[k - 1] * (loss.power() - k + 1) / k;
        }
        for (int block = 0; block < blocks; block++) {
            look(block);
        }
    }

    private void look(int block) {
        int from = block * BLOCK;
        int to = Math.min(values.length, from + BLOCK);
        middle[block] = 0.5 * (values[from] + values[to - 1]);
        half[block] = 0.5 * (values[to - 1] - values[from]);
        double[] sums = new double[TERMS];
        for (int i = from; i < to; i++) {
            double away = half[block] > 0 ? (middle[block] - values[i]) / half[block] : 0;
            double term = counts[i];
            for (int k = 0; k < TERMS; k++) {
                sums[k] += term;
                term *= away;
            }
        }
        for (int k = 0; k < TERMS; k++) {
            moments[block * TERMS + k] = series[k] * sums[k];
        }
    }

    /** How many values are smaller than {@code x}. */
    int below(double x) {
        int low = 0;
        int high = values.length;
        while (low < high) {
            int between = (low + high) >>> 1;
            if (values[between] < x) {
                low = between + 1;
            } else {
                high = between;
            }
        }
        return low;
    }

    /** The sum from {@code x} to the values from one position to before another. */
    double sum(double x, int from, int to) {
        double sum = 0;
        int at = from;
        while (at < to) {
            int block = at / BLOCK;
            int end = Math.min(values.length, (block + 1) * BLOCK);
            double away = x - middle[block];
            if (at == block * BLOCK && end <= to && Math.abs(away) > FAR * half[block]) {
                sum += loss.of(Math.abs(away)) * series(block, half[block] / away);
                at = end;
            }
            for (; at < Math.min(end, to); at++) {
                sum += counts[at] * loss.of(Math.abs(x - values[at]));
            }
        }
        return sum;
    }

    private double series(int block, double ratio) {
        double sum = 0;
        for (int k = TERMS - 1; k >= 0; k--) {
            sum = sum * ratio + moments[block * TERMS + k];
        }
        return sum;
    }
}
