package dev.halftone.training;

import ai.djl.ndarray.NDArray;
import ai.djl.training.GradientCollector;
import dev.halftone.program.NativeCalls;

/** Gradients of what a collector has watched. */
public final class Gradients {
    private Gradients() {}

    /** Gives every watched array its gradient; the process does not end meanwhile. */
    public static void backward(GradientCollector collector, NDArray loss) {
        NativeCalls.guarded(
                () -> {
                    collector.backward(loss);
                    return loss;
                });
    }
}
