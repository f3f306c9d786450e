package dev.halftone.model;

import ai.djl.ndarray.NDArray;
import dev.halftone.graph.Graph;
import dev.halftone.graph.TensorSpec;
import java.util.Map;

/** An open file of weights. A checkpoint is data: reading one never runs anything. */
public interface Checkpoint {

    /** Names, types and shapes of its tensors, in file order. */
    Map<String, TensorSpec> tensors();

    /** One tensor, as float32. */
    NDArray read(String name);

    /** What the file says about itself: preprocessing, the command that made it. */
    Map<String, String> metadata();

    /**
     * A value for every parameter of a graph, as float32. All missing, superfluous and mis-shaped
     * tensors are told at once, with the nearest names, as is a tensor that holds NaN.
     */
    Map<String, NDArray> weightsOf(Graph graph);
}
