package dev.halftone.checkpoint;

import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;

/** Words the problem that a file of weights is not what it should be. */
final class BadCheckpoint {

    private BadCheckpoint() {}

    static ProblemException because(String file, String reason) {
        return new ProblemException(problem(file, reason));
    }

    static ProblemException because(String file, String reason, Exception cause) {
        return new ProblemException(problem(file, reason), cause);
    }

    static Problem problem(String file, String reason) {
        return Problem.of("bad-checkpoint", "'" + file + "' cannot be read: " + reason);
    }
}
