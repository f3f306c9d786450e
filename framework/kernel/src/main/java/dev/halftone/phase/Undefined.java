package dev.halftone.phase;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.Batch;
import java.util.function.Consumer;

/** Stops a run whose network answers NaN: any score of it would be taken for a result. */
final class Undefined {

    private Undefined() {}

    /**
     * @param search throws what can be told more exactly
     */
    static void inFloat(NDList outputs, Batch batch, Consumer<Batch> search) {
        if (isIn(outputs)) {
            search.accept(batch);
            throw problem(
                    "float",
                    batch,
                    "the weights or the preprocessing do not fit the network, whatever the steps");
        }
    }

    static void quantized(NDList outputs, Batch batch) {
        if (isIn(outputs)) {
            throw problem(
                    "quantized", batch, "look for it with fewer steps, or one site at a time");
        }
    }

    private static boolean isIn(NDList outputs) {
        for (NDArray output : outputs) {
            try (NDArray undefined = output.isNaN();
                    NDArray any = undefined.any()) {
                if (any.getBoolean()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static ProblemException problem(String which, Batch batch, String hint) {
        return new ProblemException(
                Problem.of(
                                "not-a-number",
                                "the %s network answers NaN to the batch that begins with '%s'"
                                        .formatted(which, batch.examples().get(0).name()))
                        .hint(hint));
    }
}
