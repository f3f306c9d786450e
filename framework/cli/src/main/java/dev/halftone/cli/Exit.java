package dev.halftone.cli;

/** How a command ended, as scripts see it. */
public enum Exit {
    DONE(0),
    /** The run failed, or a comparison did not hold. */
    FAILED(1),
    /** Wrong usage of the command line. */
    USAGE(2),
    /** The experiment has problems. */
    PROBLEMS(3);

    private final int code;

    Exit(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
