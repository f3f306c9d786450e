package dev.halftone.report;

import dev.halftone.engine.Contrast.SiteError;
import dev.halftone.grid.Grid;
import dev.halftone.site.Site;

/**
 * What quantization does at one site: a row of {@code sites.csv}.
 *
 * @param site where
 * @param grid its grid
 * @param error float against quantized values there
 * @param impact relative error of the outputs when this site alone is quantized; not a number where
 *     that would have cost too much
 */
public record SiteLine(Site site, Grid grid, SiteError error, double impact) {

    /** Whether it is known what quantizing this site alone does. */
    public boolean isMeasured() {
        return !Double.isNaN(impact);
    }
}
