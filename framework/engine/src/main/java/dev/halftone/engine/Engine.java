package dev.halftone.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.halftone.graph.Graph;
import dev.halftone.integer.Placement;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes programs out of graphs and plans, on one device. In every method {@code weights} holds a
 * value for each parameter of the graph; {@link Plan#parameters()} and {@link Plan#graph()} replace
 * values and graph first.
 */
public interface Engine extends AutoCloseable {

    /** The engine's word in experiment files: {@code torch}. */
    String name();

    /** Engine and native library, for the manifest: {@code DJL 0.35.1, PyTorch 2.7.1}. */
    String version();

    Device device();

    /** Threads that share one operator on the CPU, for the manifest: bits may depend on it. */
    default int threads() {
        return 1;
    }

    /** Owns everything the engine allocates. */
    NDManager manager();

    /**
     * Compiles.
     *
     * @param learned names of parameters and grid arrays given at each run; empty for inference
     */
    Program compile(Graph graph, Map<String, NDArray> weights, Plan plan, Set<String> learned);

    /** Compiles the network without a plan, to be evaluated. */
    default Program inFloat(Graph graph, Map<String, NDArray> weights) {
        return compile(graph, weights, Plan.EMPTY, Set.of());
    }

    /** The word of the engine that runs what {@link #compile} makes. */
    default String simulating() {
        return name();
    }

    /**
     * Compiles for integer arithmetic: what {@link #placement} says runs in integers does, the rest
     * is as {@link #compile} has it.
     */
    default Program integer(Graph graph, Map<String, NDArray> weights, Plan plan) {
        return compile(graph, weights, plan, Set.of());
    }

    /** Which sites of a plan would run in integers, and why others would not. */
    default Placement placement(Graph graph, Map<String, NDArray> weights, Plan plan) {
        List<String> sites = Sites.of(plan.graph().orElse(graph)).stream().map(Site::id).toList();
        return Placement.none(
                sites.stream().filter(site -> plan.grid(site).isPresent()).toList(),
                "engine '" + name() + "' has no integer kernels");
    }

    /**
     * Whether integer programs are fast here because the processor's int8 products are exact; where
     * they are not, integers are multiplied in floating point.
     */
    default boolean isExact() {
        return false;
    }

    /**
     * How far integers lead from the simulation: for each site that runs in integers, the
     * difference between the values of both programs there. Weights, which are the same in both,
     * are left out.
     */
    default Map<String, Apart> drift(
            Graph graph, Map<String, NDArray> weights, Plan plan, NDList inputs) {
        return Map.of();
    }

    /** Compiles with observers at sites. Grids of the plan are not applied. */
    Observation observe(
            Graph graph, Map<String, NDArray> weights, Plan plan, Map<Site, Set<Statistic>> wanted);

    /**
     * Compiles the float graph and the quantized one side by side, to compare them at sites. The
     * reference is {@code graph} with {@code weights}, the plan unapplied.
     */
    Contrast contrast(Graph graph, Map<String, NDArray> weights, Plan plan, List<Site> sites);

    /** Compiles so that each decided site can be quantized alone. */
    Isolation isolate(Graph graph, Map<String, NDArray> weights, Plan plan);

    @Override
    void close();
}
