package dev.halftone.onnxruntime;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.halftone.engine.Apart;
import dev.halftone.engine.Contrast;
import dev.halftone.engine.Engine;
import dev.halftone.engine.Isolation;
import dev.halftone.engine.Observation;
import dev.halftone.engine.Statistic;
import dev.halftone.graph.Graph;
import dev.halftone.integer.Placement;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.site.Site;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Evaluates with ONNX Runtime, in float and in integers, and does everything else with another
 * engine: calibration, learning, simulated quantization, looking at sites.
 */
public final class OnnxRuntimeEngine implements Engine {
    private final OnnxRuntime runtime;
    private final Engine other;

    /**
     * @param other started on the CPU; it is closed with this one
     */
    public OnnxRuntimeEngine(OnnxRuntime runtime, Engine other) {
        this.runtime = runtime;
        this.other = other;
    }

    @Override
    public String name() {
        return OnnxRuntime.NAME;
    }

    @Override
    public String version() {
        return runtime.version() + ", " + other.version();
    }

    @Override
    public Device device() {
        return other.device();
    }

    @Override
    public int threads() {
        return other.threads();
    }

    @Override
    public NDManager manager() {
        return other.manager();
    }

    @Override
    public Program inFloat(Graph graph, Map<String, NDArray> weights) {
        return runtime.inFloat(graph, weights);
    }

    @Override
    public Program integer(Graph graph, Map<String, NDArray> weights, Plan plan) {
        return runtime.integer(graph, weights, plan, manager());
    }

    @Override
    public Placement placement(Graph graph, Map<String, NDArray> weights, Plan plan) {
        return Served.of(plan.graph().orElse(graph), plan);
    }

    @Override
    public Map<String, Apart> drift(
            Graph graph, Map<String, NDArray> weights, Plan plan, NDList inputs) {
        return runtime.drift(graph, weights, plan, inputs, other);
    }

    /** The session is told to be exact where the processor would saturate. */
    @Override
    public boolean isExact() {
        return true;
    }

    @Override
    public String simulating() {
        return other.simulating();
    }

    @Override
    public Program compile(
            Graph graph, Map<String, NDArray> weights, Plan plan, Set<String> learned) {
        return other.compile(graph, weights, plan, learned);
    }

    @Override
    public Observation observe(
            Graph graph,
            Map<String, NDArray> weights,
            Plan plan,
            Map<Site, Set<Statistic>> wanted) {
        return other.observe(graph, weights, plan, wanted);
    }

    @Override
    public Contrast contrast(
            Graph graph, Map<String, NDArray> weights, Plan plan, List<Site> sites) {
        return other.contrast(graph, weights, plan, sites);
    }

    @Override
    public Isolation isolate(Graph graph, Map<String, NDArray> weights, Plan plan) {
        return other.isolate(graph, weights, plan);
    }

    @Override
    public void close() {
        other.close();
    }
}
