package dev.halftone.observer;

import dev.halftone.grid.Levels;
import dev.halftone.grid.Range;
import dev.halftone.plugin.Observer;
import dev.halftone.plugin.Param;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.RangeObserver;
import java.util.Iterator;

/**
 * Covers an exponential moving average of what batches bring: m ← m + rate·(batch − m) for both
 * ends, from the first batch on and in the order of the calibration data. FQ-ViT's ema and
 * PyTorch's MovingAverageMinMaxObserver, both with 0.01.
 */
@Observer(id = "ema", doc = "A moving average of the batches' smallest and largest values.")
public record Ema(
        @Param(doc = "How much a new batch counts.", byDefault = "0.01", min = 0, max = 1)
                double rate)
        implements RangeObserver {

    @Override
    public Range range(Distribution seen, Levels levels) {
        Iterator<Range> batches = seen.extremes().iterator();
        Range average = batches.next();
        while (batches.hasNext()) {
            average = average.combine(batches.next(), this::towards, this::towards);
        }
        return average;
    }

    private double towards(double mean, double batch) {
        return mean + rate * (batch - mean);
    }
}
