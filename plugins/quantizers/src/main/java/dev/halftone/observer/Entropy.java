package dev.halftone.observer;

import dev.halftone.grid.Levels;
import dev.halftone.grid.Range;
import dev.halftone.plugin.Observer;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.RangeObserver;

/**
 * Covers the magnitudes whose grid keeps most of the information: for the first i bins of the
 * histogram of |x|, i = 128, …, the Kullback-Leibler divergence from what they hold (all that is
 * larger put into the last) to what is left of it on a grid of 2^(bits − 1) codes, each code's
 * count spread over its bins that are not empty; the last i with the least (pytorch-quantization's
 * entropy calibrator, after TensorRT). How the histogram grows: see {@code histogram-percentile}.
 */
@Observer(
        id = "entropy",
        doc = "The least divergence over pytorch-quantization's histogram of magnitudes.")
public record Entropy() implements RangeObserver {
    private static final int START = 128;

    @Override
    public Range range(Distribution seen, Levels levels) {
        return Magnitudes.range(seen, levels, Entropy::amax);
    }

    private static double amax(Magnitudes seen) {
        int length = seen.counts().length;
        if (length < START) {
            return seen.edge(length);
        }
        double[] bins = seen.counts().clone();
        bins[0] = bins[1];
        Divergences quick = Divergences.of(bins, seen.codes());
        int best = length;
        double least = Double.POSITIVE_INFINITY;
        for (int i : Likely.least(START, length + 1, quick::of, Divergences.WITHIN)) {
            double divergence = divergence(bins, i, quick.from(i), seen.codes());
            if (divergence <= least) {
                least = divergence;
                best = i;
            }
        }
        return seen.edge(best);
    }

    private static double divergence(double[] bins, int first, double beyond, int codes) {
        if (bins[first - 1] == 0 && beyond > 0) {
            // What is larger would lie where nothing is left of it.
            return Double.POSITIVE_INFINITY;
        }
        double[] counts = new double[codes];
        int[] full = new int[codes];
        double total = 0;
        for (int bin = 0; bin < first; bin++) {
            if (bins[bin] > 0) {
                int code = Divergences.code(bin, first, codes);
                counts[code] += bins[bin];
                full[code]++;
                total += bins[bin];
            }
        }
        double sum = 0;
        for (int bin = 0; bin < first; bin++) {
            double before = bins[bin] + (bin == first - 1 ? beyond : 0);
            if (before > 0) {
                int code = Divergences.code(bin, first, codes);
                double after = bins[bin] > 0 ? counts[code] / full[code] : 0;
                double p = before / (total + beyond);
                sum += p * Math.log(p / (after / total));
            }
        }
        return sum;
    }
}
