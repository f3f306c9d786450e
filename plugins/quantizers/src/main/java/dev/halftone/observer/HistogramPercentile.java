package dev.halftone.observer;

import dev.halftone.grid.Levels;
import dev.halftone.grid.Range;
import dev.halftone.plugin.Observer;
import dev.halftone.plugin.Param;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.RangeObserver;
import java.util.Arrays;

/**
 * Covers all but the largest magnitudes: the left edge of the first bin up to which the histogram
 * of |x| holds the wanted share (pytorch-quantization's percentile calibrator, the default of
 * FasterTransformer's ViT). The histogram has 2048 bins from zero to the first batch's largest
 * magnitude, and later batches add bins of the same width; beyond 4096 bins, neighbours merge.
 * {@code percentile} is the one that treats both ends on their own.
 */
@Observer(
        id = "histogram-percentile",
        doc = "Cuts off the largest magnitudes, by pytorch-quantization's histogram.")
public record HistogramPercentile(
        @Param(
                        doc = "Percent of the values that are covered.",
                        byDefault = "99.99",
                        min = 50,
                        max = 100)
                double percentile)
        implements RangeObserver {

    @Override
    public Range range(Distribution seen, Levels levels) {
        return Magnitudes.range(seen, levels, this::amax);
    }

    private double amax(Magnitudes seen) {
        double total = Arrays.stream(seen.counts()).sum();
        double share = 0;
        int bin = 0;
        while (bin < seen.counts().length) {
            share += seen.counts()[bin] / total;
            if (share >= percentile / 100) {
                break;
            }
            bin++;
        }
        return seen.edge(bin);
    }
}
