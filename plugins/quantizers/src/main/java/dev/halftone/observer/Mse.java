package dev.halftone.observer;

import dev.halftone.grid.Levels;
import dev.halftone.grid.Range;
import dev.halftone.plugin.Observer;
import dev.halftone.plugin.Param;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.RangeObserver;
import java.util.Collections;
import java.util.function.IntFunction;

/**
 * Covers the range whose grid is nearest to the values: it minimizes the sum of |x̂ − x|^power, for
 * every part on its own (PTQ4SAM's MSEObserver, with its power of 2.4).
 *
 * <p>Symmetric grids, and tensors whose values are all of one sign: the best of 100 ranges,
 * hundredths i of the largest magnitude T, [−t, t], [0, t] or [−t, 0] with t = T·i / 100. Otherwise
 * both ends move: r = (max − min)·i / 100 with every zero point z, [−z·δ, r − z·δ] with δ = r /
 * (2^bits − 1), that is 6,400 grids at 6 bits. Of equal ones the first.
 *
 * <p>One range per tensor comes from the histogram, ranges per channel or group from the values (a
 * sample, for activations), of all batches together.
 */
@Observer(id = "mse", doc = "The range whose grid is nearest to the values, of all on a lattice.")
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
        IntFunction<Population> populations = Population.of(seen);
        Range whole = seen.range();
        boolean signed =
                Collections.min(whole.low()) < 0
                        && Collections.max(whole.high()) > 0
                        && !levels.symmetric();
        Loss loss = new Loss(power);
        return Interval.each(
                whole.count(),
                part -> {
                    double low = Math.min(0, whole.low().get(part));
                    double high = Math.max(0, whole.high().get(part));
                    Population values = populations.apply(part);
                    return signed && high > low
                            ? new ShiftSearch(values, levels, loss).best(low, high)
                            : oneEnd(values, levels, loss, low, high);
                });
    }

    private static Interval oneEnd(
            Population values, Levels levels, Loss loss, double low, double high) {
        double most = Math.max(-low, high);
        double from = levels.symmetric() ? -most : low;
        double to = levels.symmetric() ? most : high;
        Interval best = new Interval(from, to, Double.POSITIVE_INFINITY);
        for (int i = 1; i <= 100; i++) {
            double a = from * i / 100;
            double b = to * i / 100;
            Trial grid = Trial.covering(a, b, levels, loss);
            best = best.or(new Interval(a, b, values.loss(grid)));
        }
        return best;
    }
}
