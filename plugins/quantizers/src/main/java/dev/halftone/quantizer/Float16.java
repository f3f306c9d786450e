package dev.halftone.quantizer;

import dev.halftone.grid.FloatGrid;
import dev.halftone.plan.Plan;
import dev.halftone.plugin.Quantizer;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.quantize.Workbench;
import dev.halftone.site.Site;
import java.util.List;

/**
 * Stores weights as half-precision numbers (IEEE 754 binary16); activations and sums stay float32,
 * as in PyTorch's {@code quantize_dynamic(dtype=torch.float16)}, which takes linear layers only and
 * saturates at 65504.
 */
@Quantizer(id = "float16", doc = "Stores weights as half-precision numbers.")
public record Float16() implements QuantizationStep {

    @Override
    public Plan plan(Workbench bench) {
        List<Site> weights = bench.sites().stream().filter(Site::isWeight).toList();
        if (weights.isEmpty()) {
            throw new ProblemException(
                    Problem.of("no-site", "float16 is for weights, and no site given to it is one")
                            .hint("for example sites: \"**:weight\""));
        }
        Plan plan = Plan.EMPTY;
        for (Site weight : weights) {
            plan = plan.with(weight, FloatGrid.FLOAT16);
        }
        return plan;
    }
}
