package dev.halftone.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.halftone.data.Instances;
import dev.halftone.quantize.Batch;

/** What training makes small. */
@FunctionalInterface
interface Objective {

    /**
     * @param outputs of the network
     * @param batch what they answer
     * @return a scalar that gradients flow from, in the manager of the first output
     */
    NDArray of(NDList outputs, Batch batch);

    /** As the targets want it: masks for instances, classes for labels. */
    static Objective usual(double labelSmoothing) {
        CrossEntropy classes = new CrossEntropy(labelSmoothing);
        return (outputs, batch) ->
                batch.examples().get(0).target() instanceof Instances
                        ? MaskLoss.of(outputs, batch.examples().get(0))
                        : classes.of(outputs.get(0), batch.examples());
    }
}
