package dev.halftone.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.halftone.engine.Observation;
import dev.halftone.program.Program;
import java.util.List;
import java.util.Map;

/**
 * An observation that takes turns with programs.
 *
 * @param observation takes every batch in
 */
record Gathering(Observation observation) implements Program {

    @Override
    public NDList run(NDList inputs) {
        observation.add(inputs);
        return inputs;
    }

    @Override
    public NDList run(NDList inputs, List<NDArray> learned) {
        return run(inputs);
    }

    @Override
    public List<String> learned() {
        return List.of();
    }

    @Override
    public Map<String, NDArray> initial() {
        return Map.of();
    }

    @Override
    public void close() {
        observation.close();
    }
}
