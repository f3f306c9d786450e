package dev.halftone.checkpoint;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.halftone.graph.Graph;
import dev.halftone.graph.TensorSpec;
import dev.halftone.model.Checkpoint;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gives a file's tensors as the weights of a graph. */
final class FileCheckpoint implements Checkpoint {
    private final String name;
    private final TensorFile file;
    private final NDManager manager;

    FileCheckpoint(String name, TensorFile file, NDManager manager) {
        this.name = name;
        this.file = file;
        this.manager = manager;
    }

    @Override
    public Map<String, TensorSpec> tensors() {
        return file.tensors();
    }

    @Override
    public Map<String, String> metadata() {
        return file.metadata();
    }

    @Override
    public NDArray read(String tensor) {
        NDArray array = file.read(tensor, manager);
        if (array.getDataType() == DataType.FLOAT32) {
            return array;
        }
        try (array) {
            return array.toType(DataType.FLOAT32, true);
        }
    }

    @Override
    public Checkpoint derived(List<Derived> tensors) {
        return new FileCheckpoint(name, new DerivedTensors(file, tensors), manager);
    }

    @Override
    public Map<String, NDArray> weightsOf(Graph graph) {
        List<Problem> problems = Fit.problems(name, tensors(), graph);
        Map<String, NDArray> weights = new LinkedHashMap<>();
        if (problems.isEmpty()) {
            problems = new ArrayList<>();
            for (String parameter : graph.parameters().keySet()) {
                NDArray array = read(parameter);
                weights.put(parameter, array);
                if (!finite(array)) {
                    problems.add(
                            BadCheckpoint.problem(
                                    name, "tensor '" + parameter + "' holds NaN or infinity"));
                }
            }
        }
        if (!problems.isEmpty()) {
            weights.values().forEach(NDArray::close);
            throw new ProblemException(problems);
        }
        return weights;
    }

    /** The smallest and the largest value are NaN where any is; nothing is copied to find them. */
    private static boolean finite(NDArray array) {
        if (array.isEmpty()) {
            return true;
        }
        try (NDArray least = array.min();
                NDArray most = array.max()) {
            return Float.isFinite(least.getFloat()) && Float.isFinite(most.getFloat());
        }
    }
}
