package dev.halftone.onnxruntime;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.halftone.engine.Apart;
import dev.halftone.engine.Engine;
import dev.halftone.engine.ForwardingEngine;
import dev.halftone.graph.Graph;
import dev.halftone.integer.Placement;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import java.util.Map;

/**
 * Evaluates with ONNX Runtime, in float and in integers, and does everything else with another
 * engine: calibration, learning, simulated quantization, looking at sites.
 */
public final class OnnxRuntimeEngine extends ForwardingEngine {
    private final OnnxRuntime runtime;

    /**
     * @param other started on the CPU; it is closed with this one
     */
    public OnnxRuntimeEngine(OnnxRuntime runtime, Engine other) {
        super(other);
        this.runtime = runtime;
    }

    @Override
    public String name() {
        return OnnxRuntime.NAME;
    }

    @Override
    public String version() {
        return runtime.version() + ", " + real.version();
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
        return runtime.drift(graph, weights, plan, inputs, real);
    }

    /** The session is told to be exact where the processor would saturate. */
    @Override
    public boolean isExact() {
        return true;
    }
}
