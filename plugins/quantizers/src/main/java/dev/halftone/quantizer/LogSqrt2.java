package dev.halftone.quantizer;

import dev.halftone.grid.Granularity;
import dev.halftone.grid.Grid;
import dev.halftone.grid.Levels;
import dev.halftone.grid.LogGrid;
import dev.halftone.plugin.Param;
import dev.halftone.plugin.Quantizer;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.RangeObserver;
import dev.halftone.quantize.SiteQuantizer;
import dev.halftone.site.Site;
import java.util.Arrays;
import java.util.Optional;

/**
 * Snaps values that are not negative, such as the probabilities of a softmax, to powers of √2: x̂ =
 * s·2^(−q/2) with q = round(−2·log2(x / s)), and zero. RepQ-ViT's log-√2 quantizer (Li et al., ICCV
 * 2023), whose "scale reparametrization" is the same grid said with whole powers of two: x̂ =
 * s·2^(−⌈q/2⌉), times √2 for odd q, so that integers need a shift and one of two scales. Values
 * below zero would all become zero, so a site that has any is a problem.
 *
 * <p>Without an observer s is RepQ-ViT's: of the quantiles 0.999, 0.9999 and 0.99999 the one with
 * the least mean squared error, the first of equal ones. It looks at a sample of every batch.
 */
@Quantizer(
        id = "log-sqrt2",
        doc = "Snaps values that are not negative to powers of the root of two.",
        example = "{ log-sqrt2: { bits: 4 }, sites: \"**:probabilities\" }")
public record LogSqrt2(
        @Param(doc = "Bits per value.", byDefault = "4", min = 2, max = 8) int bits,
        @Param(doc = "What chooses the largest level; the best of three quantiles without.")
                Optional<RangeObserver> observer)
        implements SiteQuantizer {
    private static final double[] QUANTILES = {0.999, 0.9999, 0.99999};

    @Override
    public Grid grid(Site site, Distribution seen) {
        Distribution whole = seen.by(Granularity.TENSOR);
        float scale =
                observer.map(o -> o.range(whole, Levels.of(bits, false)).high().get(0))
                        .orElseGet(() -> best(whole.values().toFloatArray()));
        NotNegative.check("log-sqrt2", site, seen);
        return new LogGrid(bits, 2, scale);
    }

    private float best(float[] values) {
        Arrays.sort(values);
        double best = 1;
        double least = Double.POSITIVE_INFINITY;
        for (double fraction : QUANTILES) {
            double scale = quantile(values, fraction);
            double error = scale > 0 ? error(values, scale) : Double.POSITIVE_INFINITY;
            if (error < least) {
                least = error;
                best = scale;
            }
        }
        return (float) best;
    }

    /** With linear interpolation between neighbours, as torch.quantile. */
    private static double quantile(float[] sorted, double fraction) {
        double place = fraction * (sorted.length - 1);
        int before = (int) place;
        int after = Math.min(before + 1, sorted.length - 1);
        return sorted[before] + (place - before) * ((double) sorted[after] - sorted[before]);
    }

    private double error(float[] values, double scale) {
        int codes = 1 << bits;
        double sum = 0;
        for (float value : values) {
            double code = value > 0 ? Math.rint(-2 * Math.log(value / scale) / Math.log(2)) : codes;
            double level = code >= codes ? 0 : scale * Math.pow(2, -Math.max(0, code) / 2);
            sum += (level - value) * (level - value);
        }
        return sum;
    }
}
