package dev.halftone.onnx;

import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;

/** Says what is wrong with an ONNX file. */
final class BadModel {
    private BadModel() {}

    /** The file breaks the format. */
    static ProblemException broken(String what) {
        return new ProblemException(Problem.of("broken-model", what));
    }

    static ProblemException broken(String what, Throwable cause) {
        return new ProblemException(Problem.of("broken-model", what), cause);
    }

    /** The file is right, but asks for something that is not known here. */
    static ProblemException unsupported(String what) {
        return new ProblemException(Problem.of("unsupported-model", what));
    }
}
