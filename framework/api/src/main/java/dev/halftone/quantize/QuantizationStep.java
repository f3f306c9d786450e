package dev.halftone.quantize;

import dev.halftone.graph.Graph;
import dev.halftone.plan.Plan;
import dev.halftone.site.Site;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

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

    /**
     * Says what about the step does not fit a network, before anything runs. A step that says
     * nothing here can still refuse in {@link #plan}.
     *
     * @param graph as loaded; earlier steps may rewrite it, under the same module paths
     * @param sites that the step's selectors match there
     * @throws dev.halftone.problem.ProblemException with everything that does not fit
     */
    default void check(Graph graph, List<Site> sites) {}

    /**
     * The sites whose number of bits the step may change, each with that of the affine grid which
     * it gets, where this is known before anything runs: what a mode cannot carry out is told then.
     * A step that says nothing here may change all, or none if it {@link #keepsBits}.
     *
     * @param graph as for {@link #check}
     * @param sites as for {@link #check}
     */
    default Map<Site, OptionalInt> widths(Graph graph, List<Site> sites) {
        Map<Site, OptionalInt> all = new LinkedHashMap<>();
        if (!keepsBits()) {
            sites.forEach(site -> all.put(site, OptionalInt.empty()));
        }
        return all;
    }

    /** Whether no site has another number of bits after the step, as after one that learns. */
    default boolean keepsBits() {
        return false;
    }

    /** Whether the step always looks at calibration data: without any, nothing runs. */
    default boolean needsCalibration() {
        return false;
    }
}
