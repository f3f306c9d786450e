package dev.halftone.quantize;

import dev.halftone.plan.Plan;

/**
 * A step that needs more than one site's distribution: it sees the graph, the data and the plan so
 * far, runs programs and gradients, and answers with what it decides. Without {@code sites} in the
 * experiment it gets every site.
 */
@FunctionalInterface
public interface QuantizationStep {

    /**
     * @return only what this step decides; the kernel merges it after the plan so far
     */
    Plan plan(Workbench bench);
}
