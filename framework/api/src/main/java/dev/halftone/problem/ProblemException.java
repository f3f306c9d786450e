package dev.halftone.problem;

import java.util.List;
import java.util.stream.Collectors;

/** Carries problems from where they are found to where they are told. Never a bug. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public ProblemException(List<Problem> problems) {
        super(problems.stream().map(Problem::message).collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    public ProblemException(Problem problem) {
        this(List.of(problem));
    }

    /** A problem caused by a lower failure, kept for the journal. */
    public ProblemException(Problem problem, Throwable cause) {
        this(problem);
        initCause(cause);
    }

    /** All of them, at least one. */
    public List<Problem> problems() {
        return problems;
    }
}
