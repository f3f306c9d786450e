package dev.halftone.onnxruntime;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.halftone.compile.Bound;
import dev.halftone.onnx.OnnxWriter;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.program.NativeCalls;
import dev.halftone.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A program that ONNX Runtime runs. */
final class OnnxRuntimeProgram implements Program {
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final List<String> names;

    private OnnxRuntimeProgram(OrtEnvironment environment, OrtSession session, Bound bound) {
        this.environment = environment;
        this.session = session;
        names = bound.graph().inputs().stream().map(input -> input.name()).toList();
    }

    /** Compiles a graph whose grids are already in it. */
    static OnnxRuntimeProgram of(
            OrtEnvironment environment, Bound bound, int threads, boolean exact) {
        return NativeCalls.guarded(() -> made(environment, bound, threads, exact));
    }

    private static OnnxRuntimeProgram made(
            OrtEnvironment environment, Bound bound, int threads, boolean exact) {
        try (OrtSession.SessionOptions options = options(threads, exact)) {
            Optional<byte[]> content = OnnxWriter.content(bound);
            OrtSession session =
                    content.isPresent()
                            ? environment.createSession(content.get(), options)
                            : large(environment, bound, options);
            return new OnnxRuntimeProgram(environment, session, bound);
        } catch (OrtException e) {
            throw refused("does not take the network", e);
        }
    }

    /**
     * Whatever fuses layers, one operator after the other. Threads do not spin while another engine
     * computes. Without integer dot products in the processor, int8 products would saturate: such
     * processors are told to be exact.
     */
    private static OrtSession.SessionOptions options(int threads, boolean exact)
            throws OrtException {
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
        options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
        options.setIntraOpNumThreads(threads);
        options.setDeterministicCompute(true);
        options.addConfigEntry("session.force_spinning_stop", "1");
        // Numbers too small for float32's usual form take a hundred times as long, and mean
        // nothing.
        options.addConfigEntry("session.set_denormal_as_zero", "1");
        if (!exact) {
            options.addConfigEntry("session.x64quantprecision", "1");
        }
        // Where only weights are on a grid, activations would be rounded to 8 bits too.
        options.addConfigEntry("session.qdq_matmulnbits_accuracy_level", "1");
        return options;
    }

    /** Weights that no message can hold go through a file. */
    private static OrtSession large(
            OrtEnvironment environment, Bound bound, OrtSession.SessionOptions options)
            throws OrtException {
        try {
            Path folder = Files.createTempDirectory("halftone-onnx");
            Path file = folder.resolve("model.onnx");
            try {
                OnnxWriter.write(file, bound, Map.of());
                return environment.createSession(file.toString(), options);
            } finally {
                Files.deleteIfExists(folder.resolve("model.onnx.data"));
                Files.deleteIfExists(file);
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            String message = "the network cannot be handed to ONNX Runtime through a file";
            throw new ProblemException(Problem.of("no-space", message), e);
        }
    }

    @Override
    public NDList run(NDList inputs) {
        return NativeCalls.guarded(() -> answer(inputs));
    }

    private NDList answer(NDList inputs) {
        Map<String, OnnxTensor> given = new LinkedHashMap<>();
        try {
            for (int i = 0; i < names.size(); i++) {
                given.put(names.get(i), Tensors.lend(environment, inputs.get(i)));
            }
            try (OrtSession.Result result = session.run(given)) {
                return outputs(result, inputs.get(0).getManager());
            }
        } catch (OrtException e) {
            throw refused("cannot run the network", e);
        } finally {
            given.values().forEach(OnnxTensor::close);
        }
    }

    private static NDList outputs(OrtSession.Result result, NDManager manager) {
        NDList outputs = new NDList();
        for (int i = 0; i < result.size(); i++) {
            NDArray output = Tensors.take((OnnxTensor) result.get(i), manager);
            outputs.add(output);
        }
        return outputs;
    }

    private static ProblemException refused(String what, OrtException e) {
        String reason = e.getMessage().lines().findFirst().orElse("no reason given");
        return new ProblemException(
                Problem.of("engine-failure", "ONNX Runtime " + what + ": " + reason)
                        .hint("write engine: torch"),
                e);
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw refused("cannot let go of the network", e);
        }
    }
}
