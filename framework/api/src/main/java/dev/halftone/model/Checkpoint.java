package dev.halftone.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Graph;
import dev.halftone.graph.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

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

    /**
     * The same file with some tensors under other names and in other arrangements, as another
     * library would have stored them. What these are made from is gone; the others stay.
     */
    Checkpoint derived(List<Derived> tensors);

    /**
     * A tensor made from others.
     *
     * @param name its own
     * @param shape what is made
     * @param from names in the file, all of them there
     * @param make gets these as float32, in order
     */
    record Derived(
            String name, Shape shape, List<String> from, Function<List<NDArray>, NDArray> make) {

        public Derived {
            from = List.copyOf(from);
        }
    }
}
