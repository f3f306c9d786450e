package dev.halftone.observer;

import ai.djl.ndarray.NDArray;
import dev.halftone.grid.Levels;
import dev.halftone.grid.Range;
import dev.halftone.plugin.Observer;
import dev.halftone.plugin.Param;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.RangeObserver;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Covers on average what {@code mse-fast} would cover of each batch: the arithmetic means of both
 * ends. PTQ4SAM's SignAvgMSEFastObserver, which it gives the keys of the mask decoder after their
 * signs are folded; a vector of signs that it could turn values by is never given there, nor here:
 * {@code bimodal-integration} folds signs into the weights. The size of a batch matters, and the
 * values are a sample of each.
 */
@Observer(id = "sign-mse", doc = "The mean over batches of the ranges that mse-fast finds.")
public record SignMse(
        @Param(
                        doc = "Power of the error: 2 is the mean square, 2.4 is PTQ4SAM's.",
                        byDefault = "2.4",
                        min = 1,
                        max = 8)
                double power)
        implements RangeObserver {

    @Override
    public Range range(Distribution seen, Levels levels) {
        List<NDArray> samples = seen.samples();
        List<Range> extremes = seen.extremes();
        BrentSearch search = new BrentSearch(levels, new Loss(power));
        double[][] sums = new double[extremes.get(0).count()][2];
        for (int batch = 0; batch < samples.size(); batch++) {
            Range whole = extremes.get(batch);
            IntFunction<Population> populations = Population.of(samples.get(batch));
            Range found =
                    Interval.each(
                            whole.count(),
                            part ->
                                    search.best(
                                            populations.apply(part),
                                            whole.low().get(part),
                                            whole.high().get(part)));
            for (int part = 0; part < sums.length; part++) {
                sums[part][0] += found.low().get(part) / samples.size();
                sums[part][1] += found.high().get(part) / samples.size();
            }
        }
        return Parts.range(sums.length, part -> sums[part][0], part -> sums[part][1]);
    }
}
