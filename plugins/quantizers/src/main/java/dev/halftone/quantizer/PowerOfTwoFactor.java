package dev.halftone.quantizer;

import dev.halftone.grid.Affine;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Grid;
import dev.halftone.grid.Levels;
import dev.halftone.grid.Range;
import dev.halftone.grid.Rounding;
import dev.halftone.plugin.Param;
import dev.halftone.plugin.Quantizer;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.RangeObserver;
import dev.halftone.quantize.SiteQuantizer;
import dev.halftone.site.Site;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * One scale and zero point per tensor, and for every channel a power of two that the scale is
 * divided by: for what a LayerNorm reads, where a few channels are many times larger than the rest.
 *
 * <p>S = (max − min) / (2^bits − 1) and z over all channels; channel c gets S·2^(α_c − octaves)
 * with the α_c in 0 … octaves, by default 3, that has the least squared error, the first of equal
 * ones. Integers need a shift per channel and no multiplication. Power-of-two factor of FQ-ViT (Lin
 * et al., IJCAI 2022), which rounds after adding the zero point.
 */
@Quantizer(
        id = "power-of-two-factor",
        doc = "One scale per tensor and a shift per channel.",
        example = "{ power-of-two-factor: { bits: 8 }, sites: \"blocks.*.norm1:operand\" }")
public record PowerOfTwoFactor(
        @Param(doc = "Bits per value.", byDefault = "8", min = 2, max = 16) int bits,
        @Param(doc = "The largest shift.", byDefault = "3", min = 1, max = 8) int octaves,
        @Param(doc = "How the range of all channels is chosen.", byDefault = "min-max")
                RangeObserver observer)
        implements SiteQuantizer {

    @Override
    public Grid grid(Site site, Distribution seen) {
        Levels levels = Levels.of(bits, false);
        Range whole = observer.range(seen.by(Granularity.TENSOR), levels);
        float scale = levels.scale(whole.low().get(0), whole.high().get(0));
        int zero = levels.zeroPoint(whole.low().get(0), scale);
        var values = seen.by(Granularity.CHANNEL).values();
        int channels = (int) values.getShape().get(0);
        float[] all = values.toFloatArray();
        int each = all.length / channels;
        Float[] scales = new Float[channels];
        IntStream.range(0, channels)
                .parallel()
                .forEach(c -> scales[c] = best(all, c * each, (c + 1) * each, scale, zero));
        List<Integer> zeros = new ArrayList<>(Collections.nCopies(channels, zero));
        Affine grid =
                new Affine(
                        List.of(scales),
                        zeros,
                        levels.low(),
                        levels.high(),
                        site.channelAxis(),
                        0,
                        Rounding.AFTER_OFFSET);
        return grid;
    }

    @Override
    public OptionalInt width() {
        return OptionalInt.of(bits);
    }

    private float best(float[] values, int from, int to, float scale, int zero) {
        float best = scale;
        double least = Double.POSITIVE_INFINITY;
        for (int shift = octaves; shift >= 0; shift--) {
            float smaller = Math.scalb(scale, -shift);
            double error = error(values, from, to, smaller, zero);
            if (error < least) {
                least = error;
                best = smaller;
            }
        }
        return best;
    }

    private double error(float[] values, int from, int to, float scale, int zero) {
        int most = (1 << bits) - 1;
        double sum = 0;
        for (int i = from; i < to; i++) {
            double code = Math.rint(values[i] / scale + zero);
            double error = (Math.max(0, Math.min(most, code)) - zero) * scale - values[i];
            sum += error * error;
        }
        return sum;
    }
}
