package dev.halftone.quantizer;

import ai.djl.ndarray.NDArray;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Grid;
import dev.halftone.grid.Levels;
import dev.halftone.grid.Range;
import dev.halftone.plugin.Param;
import dev.halftone.plugin.Quantizer;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.RangeObserver;
import dev.halftone.quantize.SiteQuantizer;
import dev.halftone.site.Site;
import dev.halftone.training.LearnedStep;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A uniform grid whose step size s and, for activations, zero point z later steps learn: Bhalgat et
 * al., "LSQ+", CVPR workshops 2020. x̂ = (clamp(round(x / s) + z, low, high) − z)·s. The gradient
 * of z is −s for every clamped value and 0 for the others; both gradients are multiplied by
 * 1/√(N·high). Activations begin where an observer says (as published: where the squared error is
 * least). Weights are symmetric and begin at s = max(|μ − 3σ|, |μ + 3σ|) / high.
 */
@Quantizer(id = "lsq-plus", doc = "Uniform grid, step size and zero point learned later (LSQ+).")
public record LsqPlus(
        @Param(doc = "Bits per value.", byDefault = "8", min = 2, max = 16) int bits,
        @Param(doc = "What shares a step size: tensor, channel or group-N.", byDefault = "tensor")
                Granularity granularity,
        @Param(doc = "The first range of activations.", byDefault = "mse") RangeObserver observer)
        implements SiteQuantizer {

    @Override
    public Grid grid(Site site, Distribution whole) {
        Distribution seen = whole.by(granularity);
        Levels levels = Levels.of(bits, site.isWeight());
        Range range = site.isWeight() ? threeSigma(seen) : observer.range(seen, levels);
        Affine first = Affine.covering(range, levels);
        return LearnedStep.of(first, granularity, site, !site.isWeight());
    }

    @Override
    public OptionalInt width() {
        return OptionalInt.of(bits);
    }

    private static Range threeSigma(Distribution seen) {
        List<Float> low = new ArrayList<>();
        List<Float> high = new ArrayList<>();
        try (NDArray values = seen.values();
                NDArray mean = values.mean(new int[] {1}, true);
                NDArray apart = values.sub(mean);
                NDArray square = apart.square();
                NDArray variance = square.mean(new int[] {1})) {
            float[] means = mean.toFloatArray();
            float[] variances = variance.toFloatArray();
            for (int i = 0; i < means.length; i++) {
                float most = Math.abs(means[i]) + 3 * (float) Math.sqrt(variances[i]);
                low.add(-most);
                high.add(most);
            }
        }
        return new Range(low, high);
    }
}
