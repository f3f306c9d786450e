package dev.halftone.observer;

import dev.halftone.grid.Levels;
import dev.halftone.grid.Range;
import dev.halftone.plugin.Observer;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.RangeObserver;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Covers what a batch brings on average, so that one outlier does not stretch the range: the
 * arithmetic means of the batches' smallest and largest values (PTQ4SAM's AvgMinMax). The size of a
 * batch therefore matters.
 */
@Observer(id = "avg-min-max", doc = "The means of every batch's smallest and largest value.")
public record AvgMinMax() implements RangeObserver {

    @Override
    public Range range(Distribution seen, Levels levels) {
        List<Range> batches = seen.extremes();
        return Parts.range(
                batches.get(0).count(),
                part -> mean(batches, range -> range.low().get(part)),
                part -> mean(batches, range -> range.high().get(part)));
    }

    private static double mean(List<Range> batches, ToDoubleFunction<Range> end) {
        return batches.stream().mapToDouble(end).sum() / batches.size();
    }
}
