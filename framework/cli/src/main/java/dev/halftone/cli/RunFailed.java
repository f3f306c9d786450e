package dev.halftone.cli;

import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.util.List;

/** Problems that stopped a run already under way: told, and exit code 1. */
final class RunFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    RunFailed(ProblemException cause) {
        super(cause);
        this.problems = cause.problems();
    }

    List<Problem> problems() {
        return problems;
    }
}
