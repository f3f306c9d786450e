package dev.halftone.distribution;

import dev.halftone.problem.Problem;

/** What to tell when a quantizer fails with something that is no problem of the user's. */
public final class Failed {

    private Failed() {}

    /**
     * @param what the step, and where it was
     */
    public static Problem step(String what, RuntimeException bug) {
        String why = bug.getMessage() == null ? "" : ": " + bug.getMessage();
        return Problem.of("quantizer-failed", what + " failed" + why)
                .hint("this is a fault of the quantizer; journal.log says where");
    }
}
