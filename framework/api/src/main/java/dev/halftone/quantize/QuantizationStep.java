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
     * Decides. A step that changes a weight for which an earlier step has chosen a grid must decide
     * about that grid too, if only by giving the same again: what was chosen for other values is a
     * problem.
     *
     * @return only what this step decides; the kernel merges it after the plan so far
     */
    Plan plan(Workbench bench);
}
