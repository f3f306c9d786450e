package dev.halftone.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.halftone.graph.TensorSpec;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A file whose tensors have been found: what PyTorch and NumPy archives come to. */
final class NamedTensors implements TensorFile {
    private final String file;
    private final Map<String, StoredTensor> tensors;
    private final Reading reading;

    /**
     * @param tensors by name, each inside of what is stored
     */
    NamedTensors(String file, Map<String, StoredTensor> tensors) {
        this.file = file;
        this.tensors = tensors;
        this.reading = new Reading(file);
    }

    @Override
    public Map<String, TensorSpec> tensors() {
        Map<String, TensorSpec> specs = new LinkedHashMap<>();
        tensors.forEach(
                (name, tensor) ->
                        specs.put(
                                name,
                                new TensorSpec(name, tensor.type().stored(), tensor.shape())));
        return specs;
    }

    @Override
    public Map<String, String> metadata() {
        return Map.of();
    }

    @Override
    public NDArray read(String name, NDManager manager) {
        StoredTensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new ProblemException(
                    Problem.of("missing-tensor", "'" + file + "' has no tensor '" + name + "'"));
        }
        return reading.read(name, tensor, manager);
    }
}
