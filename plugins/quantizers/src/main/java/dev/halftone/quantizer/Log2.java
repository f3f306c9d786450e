package dev.halftone.quantizer;

import dev.halftone.grid.Granularity;
import dev.halftone.grid.Grid;
import dev.halftone.grid.LogGrid;
import dev.halftone.plugin.Param;
import dev.halftone.plugin.Quantizer;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.SiteQuantizer;
import dev.halftone.site.Site;

/**
 * Snaps values that are not negative, such as the probabilities of a softmax, to powers of two: x̂
 * = s·2^(−q) with q = round(−log2(x / s)), and zero. FQ-ViT's log2 quantizer (Lin et al., IJCAI
 * 2022) with s = 1. Values below zero would all become zero, so a site that has any is a problem.
 */
@Quantizer(
        id = "log2",
        doc = "Snaps values that are not negative to powers of two.",
        example = "{ log2: { bits: 4, top: one }, sites: \"**:probabilities\" }")
public record Log2(
        @Param(doc = "Bits per value.", byDefault = "4", min = 2, max = 8) int bits,
        @Param(
                        doc = "The largest level: one (FQ-ViT), or the largest value seen.",
                        byDefault = "one")
                Top top)
        implements SiteQuantizer {

    /** What code 0 stands for. */
    public enum Top {
        /** One: right for probabilities, and needs no calibration. */
        ONE,
        /** The largest value seen. */
        RANGE
    }

    @Override
    public Grid grid(Site site, Distribution seen) {
        NotNegative.check("log2", site, seen);
        float scale = top == Top.ONE ? 1f : seen.by(Granularity.TENSOR).range().high().get(0);
        return new LogGrid(bits, 1, scale);
    }
}
