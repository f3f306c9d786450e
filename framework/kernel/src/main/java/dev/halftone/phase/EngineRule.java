package dev.halftone.phase;

import dev.halftone.engine.Engine;
import dev.halftone.experiment.Experiment;
import dev.halftone.experiment.Mode;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.onnxruntime.OnnxRuntime;
import dev.halftone.onnxruntime.OnnxRuntimeEngine;
import dev.halftone.problem.ProblemException;
import java.util.Set;

/**
 * What {@code engine: auto} comes to. On the CPU, a network most of whose products are convolutions
 * is evaluated by ONNX Runtime, every other one by PyTorch; so is everything on other devices and
 * in mode {@code simulated}, and what decides while it runs (If, Loop, Scan). Measured: a conv net
 * takes a quarter of the time in ONNX Runtime, a transformer in integers less in PyTorch (ADR 7).
 * Nothing is measured when it is decided, so that the same experiment always gets the same engine.
 */
final class EngineRule {
    private static final Set<String> CONVOLUTIONS = Set.of("Conv", "ConvTranspose");
    private static final Set<String> OTHERS = Set.of("MatMul", "Gemm", "Einsum", "Attention");

    /** Decide while they run: which engine is faster has not been measured. */
    private static final Set<String> FLOW = Set.of("If", "Loop", "Scan");

    private EngineRule() {}

    /** Whether {@code auto} is ONNX Runtime for a network. */
    static boolean prefersOnnxRuntime(Graph graph, Mode mode, boolean onCpu) {
        return onCpu && mode != Mode.SIMULATED && isConvolutional(graph) && count(graph, FLOW) == 0;
    }

    private static boolean isConvolutional(Graph graph) {
        return count(graph, CONVOLUTIONS) > count(graph, OTHERS);
    }

    private static long count(Graph graph, Set<String> operators) {
        return graph.nodes().stream().map(Node::op).filter(operators::contains).count();
    }

    /**
     * The engine that an experiment asks for.
     *
     * @param started PyTorch, on the experiment's device
     * @throws ProblemException when ONNX Runtime is asked for and is not there; {@code auto} then
     *     does without
     */
    static Engine chosen(Experiment experiment, Graph graph, Engine started) {
        boolean asked = experiment.engine().equals(OnnxRuntime.NAME);
        boolean auto = experiment.engine().equals("auto");
        boolean onCpu = !started.device().isGpu();
        if (!asked && !(auto && prefersOnnxRuntime(graph, experiment.mode(), onCpu))) {
            return started;
        }
        try {
            OnnxRuntime runtime = OnnxRuntime.start(started.threads(), started.isExact());
            return new OnnxRuntimeEngine(runtime, started);
        } catch (ProblemException e) {
            if (asked) {
                throw e;
            }
            return started;
        }
    }
}
