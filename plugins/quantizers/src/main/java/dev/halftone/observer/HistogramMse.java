package dev.halftone.observer;

import dev.halftone.grid.Levels;
import dev.halftone.grid.Range;
import dev.halftone.plugin.Observer;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.RangeObserver;

/**
 * Covers the magnitudes up to the middle of the bin whose symmetric grid has the least mean squared
 * error over the histogram of |x|, from bin 128 on (pytorch-quantization's mse calibrator). How the
 * histogram grows: see {@code histogram-percentile}.
 */
@Observer(
        id = "histogram-mse",
        doc = "The least squared error over pytorch-quantization's histogram of magnitudes.")
public record HistogramMse() implements RangeObserver {
    private static final int START = 128;

    @Override
    public Range range(Distribution seen, Levels levels) {
        return Magnitudes.range(seen, levels, HistogramMse::amax);
    }

    private static double amax(Magnitudes seen) {
        int bins = seen.counts().length;
        if (bins <= START) {
            return seen.edge(bins);
        }
        SquaredErrors quick = SquaredErrors.of(seen);
        int[] likely = Likely.least(START, bins, bin -> quick.on(seen.centre(bin)), quick.within());
        int best = START;
        double least = Double.POSITIVE_INFINITY;
        for (int bin : likely) {
            double error = error(seen, seen.centre(bin));
            if (error < least) {
                least = error;
                best = bin;
            }
        }
        return seen.centre(best);
    }

    private static double error(Magnitudes seen, double amax) {
        double scale = (seen.codes() - 1) / amax;
        double sum = 0;
        for (int bin = 0; bin < seen.counts().length; bin++) {
            if (seen.counts()[bin] == 0) {
                continue;
            }
            double value = seen.centre(bin);
            double code = Math.min(seen.codes() - 1, Math.rint(value * scale));
            double error = code / scale - value;
            sum += error * error * seen.counts()[bin];
        }
        return sum;
    }
}
