package dev.halftone.observer;

import dev.halftone.grid.Levels;
import dev.halftone.grid.Range;
import dev.halftone.plugin.Observer;
import dev.halftone.plugin.Param;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.RangeObserver;
import java.util.function.IntFunction;

/**
 * Covers the range whose grid is nearest to the values, like {@code mse}, but found by bounded
 * scalar searches instead of a lattice: a few dozen to a few hundred grids per part, whatever the
 * bits (PTQ4SAM's MSEFastObserver).
 *
 * <p>Symmetric grids, and values of one sign: over t in [min(0.1, T / 100), T]. Otherwise nested:
 * over the width r in [min(0.1, R / 100), R] with R = max − min, and for each over the shift in
 * [δ·qmin, δ·qmax] with δ = r / (2^bits − 1), for the range [−shift, r − shift], which is cut to
 * what was seen. The loss has many small lows, so a search may miss the lowest; the whole range
 * itself is compared too.
 *
 * <p>One range per tensor comes from the histogram, ranges per channel or group from the values (a
 * sample, for activations), of all batches together.
 */
@Observer(
        id = "mse-fast",
        doc = "The range whose grid is nearest to the values, by Brent's search.")
public record MseFast(
        @Param(
                        doc = "Power of the error: 2 is the mean square, 2.4 is PTQ4SAM's.",
                        byDefault = "2.4",
                        min = 1,
                        max = 8)
                double power)
        implements RangeObserver {

    @Override
    public Range range(Distribution seen, Levels levels) {
        IntFunction<Population> populations = Population.of(seen);
        Range whole = seen.range();
        BrentSearch search = new BrentSearch(levels, new Loss(power));
        return Interval.each(
                whole.count(),
                part ->
                        search.best(
                                populations.apply(part),
                                whole.low().get(part),
                                whole.high().get(part)));
    }
}
