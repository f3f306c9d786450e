package dev.halftone.onnxruntime;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.halftone.compile.Bound;
import dev.halftone.engine.Apart;
import dev.halftone.engine.Drift;
import dev.halftone.engine.Engine;
import dev.halftone.graph.Graph;
import dev.halftone.onnx.Qdq;
import dev.halftone.onnx.Resizes;
import dev.halftone.onnx.Watched;
import dev.halftone.plan.Plan;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.program.Program;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes programs that ONNX Runtime runs on the CPU, from what would be exported. It evaluates;
 * calibration, gradients and simulated quantization are PyTorch's.
 */
public final class OnnxRuntime {
    /** The engine's word in experiment files. */
    public static final String NAME = "onnxruntime";

    private final OrtEnvironment environment;
    private final int threads;
    private final boolean exact;

    private OnnxRuntime(OrtEnvironment environment, int threads, boolean exact) {
        this.environment = environment;
        this.threads = threads;
        this.exact = exact;
    }

    /**
     * Loads the native library, which lies in the jar and is unpacked to a temporary folder.
     *
     * @param threads that share one operator
     * @param exact whether the processor has integer dot products; without, ONNX Runtime is told
     *     not to saturate, which takes twice the time
     * @throws ProblemException when there is none for this platform
     */
    public static OnnxRuntime start(int threads, boolean exact) {
        try {
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            environment.setTelemetry(false);
            return new OnnxRuntime(environment, threads, exact);
        } catch (OrtException | LinkageError | RuntimeException e) {
            String message = "the native library of ONNX Runtime could not be loaded";
            throw new ProblemException(
                    Problem.of("no-engine", message).hint("write engine: torch"), e);
        }
    }

    /** For the manifest. */
    public String version() {
        return "ONNX Runtime " + environment.getVersion();
    }

    /**
     * The network without a plan.
     *
     * @param weights a value for every parameter of the graph
     */
    public Program inFloat(Graph graph, Map<String, NDArray> weights) {
        return program(Bound.of(graph, weights, Plan.EMPTY));
    }

    /**
     * The network with a plan, as integers wherever the plan and ONNX Runtime have them.
     *
     * @param manager for what is needed while the program is made
     */
    public Program integer(
            Graph graph, Map<String, NDArray> weights, Plan plan, NDManager manager) {
        try (NDManager meanwhile = manager.newSubManager()) {
            return program(Qdq.of(graph, weights, plan, meanwhile));
        }
    }

    /**
     * How far the values at the sites of a plan are from those of the simulation.
     *
     * @param other runs the simulation
     */
    Map<String, Apart> drift(
            Graph graph, Map<String, NDArray> weights, Plan plan, NDList inputs, Engine other) {
        try (NDManager meanwhile = other.manager().newSubManager()) {
            Watched watched = Watched.of(graph, weights, plan, meanwhile);
            if (watched.sites().isEmpty()) {
                return Map.of();
            }
            Bound bound = watched.simulated();
            Map<String, NDArray> values = new HashMap<>(bound.weights());
            bound.graph()
                    .parameters()
                    .forEach(
                            (name, spec) ->
                                    values.computeIfAbsent(
                                            name,
                                            array ->
                                                    meanwhile.create(
                                                            bound.arrays().get(array),
                                                            spec.shape())));
            try (Program integer = program(watched.codes());
                    Program simulated =
                            other.compile(bound.graph(), values, Plan.EMPTY, Set.of())) {
                List<Apart> apart =
                        Drift.of(watched.steps(), integer.run(inputs), simulated.run(inputs));
                Map<String, Apart> bySite = new LinkedHashMap<>();
                for (int i = 0; i < apart.size(); i++) {
                    for (String site : watched.sites().get(i)) {
                        bySite.put(site, apart.get(i));
                    }
                }
                return bySite;
            }
        }
    }

    private Program program(Bound bound) {
        return OnnxRuntimeProgram.of(environment, Resizes.asProducts(bound), threads, exact);
    }
}
