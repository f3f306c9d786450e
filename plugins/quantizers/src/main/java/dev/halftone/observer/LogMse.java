package dev.halftone.observer;

import ai.djl.ndarray.NDArray;
import dev.halftone.grid.Levels;
import dev.halftone.grid.Range;
import dev.halftone.plugin.Observer;
import dev.halftone.plugin.Param;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.RangeObserver;
import dev.halftone.search.Bounded;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Covers, for a grid of powers, up to the scale s that loses least: the mean over batches of the s
 * in [min(0.1, max / 100), max] that minimizes the sum of |x̂ − x|^power with x̂ = s·2^(−q/τ) and q
 * = round(−τ·log2(x / s)), zero from q = 2^bits on. PTQ4SAM's LogAvgMSEFastObserver without the
 * product with the value tensor, which {@code adaptive-granularity} adds. Bounded Brent; the
 * largest value itself is compared too. Of each batch a sample is looked at.
 */
@Observer(id = "log-mse", doc = "The scale of a grid of powers that is nearest to the values.")
public record LogMse(
        @Param(doc = "Steps per octave of the grid: 1, 2 or 4.", byDefault = "2", min = 1, max = 4)
                int tau,
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
        Range whole = seen.range();
        double[] scales = new double[whole.count()];
        for (NDArray sample : samples) {
            float[][] rows = Parts.rows(sample);
            double[] found =
                    IntStream.range(0, rows.length)
                            .parallel()
                            .mapToDouble(part -> scale(rows[part], levels.steps()))
                            .toArray();
            for (int part = 0; part < rows.length; part++) {
                scales[part] += found[part] / samples.size();
            }
        }
        return Parts.range(
                scales.length, part -> Math.min(0, whole.low().get(part)), part -> scales[part]);
    }

    private double scale(float[] values, int last) {
        LogLosses losses = new LogLosses(values, tau, last, new Loss(power));
        double most = losses.most();
        if (most <= 0) {
            return 0;
        }
        Bounded.Found found = Bounded.least(Math.min(0.1, 0.01 * most), most, losses::of);
        return found.y() < losses.of(most) ? found.x() : most;
    }
}
