package dev.halftone.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.halftone.compile.Bound;
import dev.halftone.compile.Text;
import dev.halftone.compile.Writer;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.program.Program;
import dev.halftone.torchscript.TorchModule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A program that TorchScript runs. */
final class TorchProgram implements Program {
    private final NDManager manager;
    private final TorchModule module;
    private final List<String> learned;
    // The module borrows the memory of weights that were made from Java arrays: they must live as
    // long.
    private final NDList held = new NDList();
    private final Map<String, NDArray> initial = new LinkedHashMap<>();

    private TorchProgram(NDManager manager, Bound bound, Text text) {
        this.manager = manager;
        learned = text.learned();
        module = TorchModule.load(manager, text.source());
        text.parameters().forEach(name -> held.add(value(manager, bound, name)));
        held.add(manager.create(0));
        module.call("prepare", List.of(held));
        learned.forEach(name -> initial.put(name, value(manager, bound, name)));
    }

    /** Compiles a graph whose grids are already in it. */
    static TorchProgram of(NDManager parent, Bound bound, Set<String> learned) {
        Set<String> unknown = new TreeSet<>(learned);
        unknown.removeAll(bound.graph().parameters().keySet());
        if (!unknown.isEmpty()) {
            String message = "the program has no parameter to learn called '%s'";
            throw new ProblemException(
                    Problem.of("unknown-parameter", message.formatted(unknown.iterator().next())));
        }
        Text text = Writer.write(bound, learned);
        NDManager manager = parent.newSubManager();
        try {
            return new TorchProgram(manager, bound, text);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    private static NDArray value(NDManager manager, Bound bound, String name) {
        NDArray weight = bound.weights().get(name);
        if (weight != null) {
            return weight;
        }
        float[] array = bound.arrays().get(name);
        if (array == null) {
            String message = "the weights hold no '%s'".formatted(name);
            throw new ProblemException(Problem.of("missing-weight", message));
        }
        Shape shape = bound.graph().parameters().get(name).shape();
        // Copied: what is made from an array only borrows its memory, and the module outlives it.
        try (NDArray borrowed = manager.create(array, shape)) {
            return borrowed.duplicate();
        }
    }

    @Override
    public NDList run(NDList inputs) {
        return run(inputs, List.of());
    }

    @Override
    public NDList run(NDList inputs, List<NDArray> values) {
        if (values.size() != learned.size()) {
            throw new IllegalArgumentException(
                    "%d values for %d learned parameters".formatted(values.size(), learned.size()));
        }
        return module.call(
                "forward",
                values.isEmpty() ? List.of(inputs) : List.of(inputs, new NDList(values)));
    }

    @Override
    public List<String> learned() {
        return learned;
    }

    @Override
    public Map<String, NDArray> initial() {
        return Map.copyOf(initial);
    }

    @Override
    public void close() {
        module.close();
        manager.close();
    }
}
