package dev.halftone.observer;

import dev.halftone.grid.Granularity;
import dev.halftone.grid.Levels;
import dev.halftone.grid.Range;
import dev.halftone.plugin.Observer;
import dev.halftone.plugin.Param;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.Histogram;
import dev.halftone.quantize.RangeObserver;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Covers the range whose grid is nearest to the values: it minimizes the sum of |x̂ − x|^power, for
 * every part on its own.
 *
 * <p>Values of one sign, and symmetric grids: the best of 100 ranges, hundredths of the largest
 * magnitude (PTQ4SAM's MSEObserver). Otherwise both ends move: the best of 10 × 10 tenths of
 * either, then three times of 5 × 5 ever finer ones around it. That is 175 grids, where PTQ4SAM's
 * observer tries 100·2^bits.
 *
 * <p>One range per tensor comes from the histogram, ranges per channel or group from the values (a
 * sample, for activations).
 */
@Observer(id = "mse", doc = "The range whose grid is nearest to the values.")
public record Mse(
        @Param(
                        doc = "Power of the error: 2 is the mean square, 2.4 is PTQ4SAM's.",
                        byDefault = "2.4",
                        min = 1,
                        max = 8)
                double power)
        implements RangeObserver {

    @Override
    public Range range(Distribution seen, Levels levels) {
        return seen.granularity().equals(Granularity.TENSOR)
                ? search(seen.range(), levels, counted(seen.histogram()))
                : search(seen.range(), levels, values(Parts.rows(seen.values())));
    }

    private static IntFunction<Population> counted(Histogram histogram) {
        Population bins = Population.Bins.of(histogram);
        return part -> bins;
    }

    private static IntFunction<Population> values(float[][] rows) {
        return part -> new Population.Values(rows[part]);
    }

    private Range search(Range whole, Levels levels, IntFunction<Population> populations) {
        Loss loss = new Loss(power);
        List<RangeSearch.Interval> found =
                IntStream.range(0, whole.count())
                        .parallel()
                        .mapToObj(
                                part ->
                                        new RangeSearch(populations.apply(part), levels, loss)
                                                .best(
                                                        whole.low().get(part),
                                                        whole.high().get(part)))
                        .toList();
        return Parts.range(
                found.size(), part -> found.get(part).low(), part -> found.get(part).high());
    }
}
