package dev.halftone.onnx;

import dev.halftone.operator.Operators;
import dev.halftone.problem.Nearest;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;

/** Says that an operator is not known. */
final class Unsupported {
    private Unsupported() {}

    static ProblemException operator(String op, String node, int version) {
        return new ProblemException(problem(op, node, version));
    }

    static Problem problem(String op, String node, int version) {
        Problem problem =
                Problem.of(
                        "unsupported-operator",
                        "the engine does not know the operator '%s' of node '%s', opset %d"
                                .formatted(op, node, version));
        return problem.hint(
                Nearest.to(op.substring(op.lastIndexOf('.') + 1), Operators.all().keySet())
                        .map(near -> "the nearest it knows is '" + near + "'")
                        .orElse("'halftone operators' lists those it knows"));
    }
}
