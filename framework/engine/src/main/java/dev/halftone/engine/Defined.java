package dev.halftone.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.halftone.compile.Bound;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;

/** Refuses weights with NaN where they would become integers, which cannot say so. */
final class Defined {
    private Defined() {}

    /**
     * @throws ProblemException naming the first such weight
     */
    static Bound check(Bound bound) {
        for (String name : bound.graph().parameters().keySet()) {
            NDArray weight = bound.weights().get(name);
            if (weight != null && weight.getDataType() == DataType.FLOAT32 && isUndefined(weight)) {
                String message = "the weights '%s' hold NaN, which no integer means";
                throw new ProblemException(Problem.of("not-a-number", message.formatted(name)));
            }
        }
        return bound;
    }

    private static boolean isUndefined(NDArray weight) {
        try (NDArray undefined = weight.isNaN();
                NDArray any = undefined.any()) {
            return any.getBoolean();
        }
    }
}
