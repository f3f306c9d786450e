package dev.halftone.quantizer;

import ai.djl.ndarray.NDArray;
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
import dev.halftone.training.LearnedStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A uniform grid whose step size s a later step ({@code train}, {@code reconstruct}) learns: Esser
 * et al., "Learned step size quantization", ICLR 2020. x̂ = s·clamp(round(x / s), low, high); the
 * gradient of s is round(x / s) − x / s within the codes and the code outside, times g =
 * 1/√(N·high) with N values per step size. It begins at s = 2·mean|x| / √high, or where an observer
 * says, as in PTQ4SAM. Values that are never negative get codes from zero on.
 */
@Quantizer(id = "lsq", doc = "Uniform grid with a step size that later steps learn (LSQ).")
public record Lsq(
        @Param(doc = "Bits per value.", byDefault = "8", min = 2, max = 16) int bits,
        @Param(doc = "What shares a step size: tensor, channel or group-N.", byDefault = "tensor")
                Granularity granularity,
        @Param(doc = "Zero point fixed at zero; else at its first place.", byDefault = "true")
                boolean symmetric,
        @Param(doc = "The first range, instead of the published first step size.")
                Optional<RangeObserver> observer)
        implements SiteQuantizer {

    @Override
    public Grid grid(Site site, Distribution whole) {
        Distribution seen = whole.by(granularity);
        Affine first =
                observer.map(o -> Affine.covering(o.range(seen, levels(seen)), levels(seen)))
                        .orElseGet(() -> published(seen, levels(seen)));
        return LearnedStep.of(first, granularity, site, false);
    }

    @Override
    public OptionalInt width() {
        return OptionalInt.of(bits);
    }

    private Levels levels(Distribution seen) {
        boolean signed = seen.range().low().stream().anyMatch(low -> low < 0);
        return Levels.of(bits, symmetric && signed);
    }

    private static Affine published(Distribution seen, Levels levels) {
        Range range = seen.range();
        List<Float> scales = new ArrayList<>();
        List<Integer> zeros = new ArrayList<>();
        try (NDArray values = seen.values();
                NDArray size = values.abs();
                NDArray mean = size.mean(new int[] {1})) {
            for (float value : mean.toFloatArray()) {
                double step = 2 * value / Math.sqrt(levels.high());
                // As wide as a scale that covers so many steps: usable whatever the values are.
                float scale =
                        levels.scale(
                                0, step * (levels.symmetric() ? levels.high() : levels.steps()));
                zeros.add(levels.zeroPoint(range.low().get(scales.size()), scale));
                scales.add(scale);
            }
        }
        return new Affine(scales, zeros, levels.low(), levels.high(), 0, 0, Rounding.DIVIDE);
    }
}
