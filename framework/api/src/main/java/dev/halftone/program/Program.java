package dev.halftone.program;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;
import java.util.Map;

/** A graph and a plan, compiled. Safe to run any number of times, from one thread at a time. */
public interface Program extends AutoCloseable {

    /**
     * Runs it.
     *
     * @param inputs in the graph's order; the results live in the manager of the first one
     * @return the graph's outputs, in order
     */
    NDList run(NDList inputs);

    /**
     * Runs it with values for the parameters it was compiled to learn, in the order of {@link
     * #learned()}. Gradients flow to them and to the inputs when they are asked for.
     *
     * @throws IllegalArgumentException when values are given to a program that learns nothing
     */
    default NDList run(NDList inputs, List<NDArray> learned) {
        if (!learned.isEmpty()) {
            throw new IllegalArgumentException("this program learns nothing");
        }
        return run(inputs);
    }

    /** Names of the parameters that are given at each run. */
    default List<String> learned() {
        return List.of();
    }

    /** Values to start learning from, by name: weights, and arrays of grids. */
    default Map<String, NDArray> initial() {
        return Map.of();
    }

    /** Frees the weights it holds. */
    @Override
    void close();
}
