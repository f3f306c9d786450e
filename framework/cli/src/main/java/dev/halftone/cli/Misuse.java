package dev.halftone.cli;

import dev.halftone.problem.Problem;

/** The command line itself is wrong: told, and exit code 2. */
final class Misuse extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    Misuse(Problem problem) {
        super(problem.message());
        this.problem = problem;
    }

    Misuse(String code, String message, String hint) {
        this(Problem.of(code, message).hint(hint));
    }

    Problem problem() {
        return problem;
    }
}
