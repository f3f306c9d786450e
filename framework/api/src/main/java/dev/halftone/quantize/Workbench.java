package dev.halftone.quantize;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.halftone.graph.Graph;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.site.Site;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a {@link QuantizationStep} works with. */
public interface Workbench {

    /** The graph as earlier steps left it. */
    Graph graph();

    /** The sites that the step's selectors match, in node order. */
    List<Site> sites();

    /** What earlier steps decided. */
    Plan plan();

    /** A parameter's value as earlier steps left it. Not to be changed in place. */
    NDArray parameter(String name);

    /**
     * The values seen at some sites, all gathered in one pass over the calibration data by the
     * program of a plan without its grids.
     */
    Map<Site, Distribution> distributions(List<Site> sites);

    /** The calibration data. */
    Batches batches();

    /**
     * Compiles a graph (the whole, or a {@link Graph#between piece}) with a plan.
     *
     * @param learned names of parameters and grid arrays ({@code site-id.array}) that are given at
     *     each run and that gradients flow to
     */
    Program program(Graph graph, Plan plan, Set<String> learned);

    /** Owns what the step allocates; closed when the step ends, the plan's arrays kept. */
    NDManager manager();

    /** The step's own seed, derived from the experiment's. */
    long seed();

    /** Starts reporting on long work of a known size. */
    Progress progress(String what, long units);

    /** Where the step keeps what it needs to resume. */
    Bookmark bookmark();
}
