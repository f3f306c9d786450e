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
     */
    NDList run(NDList inputs, List<NDArray> learned);

    /** Names of the parameters that are given at each run. */
    List<String> learned();

    /** Values to start learning from, by name: weights, and arrays of grids. */
    Map<String, NDArray> initial();

    /** Frees the weights it holds. */
    @Override
    void close();
}
