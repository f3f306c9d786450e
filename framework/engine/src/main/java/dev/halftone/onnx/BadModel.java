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

    /** Something has elements that no type here can hold. */
    static ProblemException elements(String what, int type) {
        return unsupported(
                switch (type) {
                    case 0 -> what + " has no element type";
                    case 8 -> what + " holds text, which is not known here";
                    case 14, 15 -> what + " holds complex numbers, which are not known here";
                    default ->
                            "%s has the element type %d, which is not known here"
                                    .formatted(what, type);
                });
    }
}
