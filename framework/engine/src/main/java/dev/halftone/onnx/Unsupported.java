package dev.halftone.onnx;

import dev.halftone.operator.Operators;
import dev.halftone.problem.Nearest;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.util.Optional;
import java.util.Set;

/** Says that an operator is not known. */
final class Unsupported {
    private static final String CODE = "unsupported-operator";

    private static final Set<String> RANDOM =
            Set.of(
                    "Bernoulli",
                    "Multinomial",
                    "RandomNormal",
                    "RandomNormalLike",
                    "RandomUniform",
                    "RandomUniformLike");

    private Unsupported() {}

    /** Whether a problem says so. */
    static boolean is(Problem problem) {
        return problem.code().equals(CODE);
    }

    static ProblemException operator(String op, String node, int version) {
        return new ProblemException(problem(op, node, version));
    }

    static Problem problem(String op, String node, int version) {
        Problem problem =
                Problem.of(
                        CODE,
                        "the engine does not know the operator '%s' of node '%s', opset %d"
                                .formatted(op, node, version));
        if (RANDOM.contains(op)) {
            return problem.hint(
                    "it draws at random, and a network gives the same answer each time here: make its numbers an input or a constant");
        }
        return problem.hint(
                nearest(op)
                        .map(near -> "the nearest it knows is '" + near + "'")
                        .orElse("'halftone operators' lists those it knows"));
    }

    /** The nearest operator that is known. */
    static Optional<String> nearest(String op) {
        return Nearest.to(op.substring(op.lastIndexOf('.') + 1), Operators.all().keySet());
    }
}
