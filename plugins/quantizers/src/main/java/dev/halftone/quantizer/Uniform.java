package dev.halftone.quantizer;

import dev.halftone.grid.Affine;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Grid;
import dev.halftone.grid.Levels;
import dev.halftone.grid.Reach;
import dev.halftone.grid.Rounding;
import dev.halftone.plugin.Param;
import dev.halftone.plugin.Quantizer;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.RangeObserver;
import dev.halftone.quantize.SiteQuantizer;
import dev.halftone.site.Site;
import java.util.OptionalInt;

/**
 * Snaps values to a uniform grid: x̂ = s·(clamp(round(x / s) + z, low, high) − z), with s = (max −
 * min) / (high − low) over the range that the observer decides, widened to hold zero, which is
 * always on the grid; symmetric: z = 0 and s = max|x| / high. Jacob et al., CVPR 2018.
 *
 * <p>The last three parameters name conventions in which systems differ: the defaults are those of
 * ONNX QuantizeLinear, {@code narrow} and {@code rounding: reciprocal} those of
 * pytorch-quantization, {@code reach: half-span} that of PyTorch's observers, {@code half-span}
 * with {@code rounding: after-offset} that of FQ-ViT.
 */
@Quantizer(id = "uniform", doc = "Snaps values to a uniform (affine) grid.")
public record Uniform(
        @Param(doc = "Bits per value.", byDefault = "8", min = 2, max = 16) int bits,
        @Param(doc = "What shares a scale: tensor, channel or group-N.", byDefault = "tensor")
                Granularity granularity,
        @Param(doc = "Signed codes, with the zero point fixed at zero.", byDefault = "false")
                boolean symmetric,
        @Param(doc = "How the range is chosen.", byDefault = "min-max") RangeObserver observer,
        @Param(
                        doc =
                                "Order of scaling, rounding and adding the zero point: divide (ONNX,"
                                        + " PTQ4SAM), reciprocal (PyTorch) or after-offset (FQ-ViT).",
                        byDefault = "divide")
                Rounding rounding,
        @Param(
                        doc =
                                "Where the largest magnitude lands if symmetric: last-code (/ 127 at"
                                        + " 8 bits, ONNX Runtime) or half-span (/ 127.5, PyTorch,"
                                        + " FQ-ViT).",
                        byDefault = "last-code")
                Reach reach,
        @Param(doc = "Leave the smallest code out, -128 at 8 bits.", byDefault = "false")
                boolean narrow)
        implements SiteQuantizer {

    @Override
    public Grid grid(Site site, Distribution seen) {
        Levels all = Levels.of(bits, symmetric).reaching(reach);
        Levels levels = narrow ? all.narrow() : all;
        Affine grid = Affine.covering(observer.range(seen.by(granularity), levels), levels);
        return shared(grid, site).rounding(rounding);
    }

    @Override
    public OptionalInt width() {
        return OptionalInt.of(bits);
    }

    private Affine shared(Affine grid, Site site) {
        return switch (granularity.kind()) {
            case TENSOR -> grid;
            case CHANNEL -> grid.along(site.channelAxis());
            case GROUP -> grid.grouped(granularity.size());
        };
    }
}
