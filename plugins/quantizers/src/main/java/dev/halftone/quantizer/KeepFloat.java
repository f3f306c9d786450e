package dev.halftone.quantizer;

import dev.halftone.plan.Plan;
import dev.halftone.plugin.Quantizer;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.quantize.Workbench;
import dev.halftone.site.Site;

/** Takes sites off the grids that earlier steps gave them: exceptions to a broad rule. */
@Quantizer(
        id = "keep-float",
        doc = "Keeps sites in floating point.",
        example = "{ keep-float: {}, sites: \"head\", because: \"as in the paper\" }")
public record KeepFloat() implements QuantizationStep {

    @Override
    public Plan plan(Workbench bench) {
        Plan plan = Plan.EMPTY;
        for (Site site : bench.sites()) {
            plan = plan.floating(site);
        }
        return plan;
    }
}
