package dev.halftone.observer;

import dev.halftone.grid.Granularity;
import dev.halftone.grid.Levels;
import dev.halftone.grid.Range;
import dev.halftone.plugin.Observer;
import dev.halftone.plugin.Param;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.Histogram;
import dev.halftone.quantize.RangeObserver;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Covers all but the rarest values at either end: from the (1 − keep)-quantile to the keep-quantile
 * of the signed values, so at most 2·(1 − keep) of them are clipped (FQ-ViT and PTQ4SAM; symmetric
 * grids then cover the larger magnitude of the two, where pytorch-quantization takes one quantile
 * of the magnitudes).
 *
 * <p>One range per tensor comes from the histogram, values spread evenly within a bin. Ranges per
 * channel or group come from the values (a sample, for activations), with linear interpolation
 * between neighbours as NumPy does.
 */
@Observer(id = "percentile", doc = "Cuts off the rarest values at either end.")
public record Percentile(
        @Param(
                        doc = "The quantile of the upper end; the lower end is at 1 - keep.",
                        byDefault = "0.9999",
                        min = 0.5,
                        max = 1)
                double keep)
        implements RangeObserver {

    @Override
    public Range range(Distribution seen, Levels levels) {
        return seen.granularity().equals(Granularity.TENSOR) ? whole(seen) : parts(seen);
    }

    private Range whole(Distribution seen) {
        Histogram histogram = seen.histogram();
        double low = seen.range().low().get(0);
        double high = seen.range().high().get(0);
        return Parts.range(
                1,
                part -> Math.max(low, Math.min(high, quantile(histogram, 1 - keep))),
                part -> Math.max(low, Math.min(high, quantile(histogram, keep))));
    }

    private static double quantile(Histogram histogram, double fraction) {
        double wanted = fraction * histogram.total();
        double below = 0;
        int bin = 0;
        while (bin < histogram.counts().size() - 1
                && below + histogram.counts().get(bin) < wanted) {
            below += histogram.counts().get(bin++);
        }
        double count = histogram.counts().get(bin);
        return histogram.edge(bin) + histogram.width() * (count > 0 ? (wanted - below) / count : 0);
    }

    private Range parts(Distribution seen) {
        float[][] rows = Parts.rows(seen.values());
        IntStream.range(0, rows.length).parallel().forEach(part -> Arrays.sort(rows[part]));
        return Parts.range(
                rows.length,
                part -> quantile(rows[part], 1 - keep),
                part -> quantile(rows[part], keep));
    }

    private static double quantile(float[] sorted, double fraction) {
        double place = fraction * (sorted.length - 1);
        int before = (int) place;
        int after = Math.min(before + 1, sorted.length - 1);
        return sorted[before] + (place - before) * ((double) sorted[after] - sorted[before]);
    }
}
