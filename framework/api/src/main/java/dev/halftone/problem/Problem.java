package dev.halftone.problem;

import java.util.Optional;

/**
 * Something to tell the user, and where. A value: readers collect problems, only the command line
 * prints them.
 *
 * @param code what kind it is, in words: {@code unknown-parameter}
 * @param message what was expected, then what was found; lower case, no full stop, the user's words
 * @param spot where, if it is in a file
 * @param hint what to do: "did you mean 'bits'?"
 */
public record Problem(String code, String message, Optional<Spot> spot, Optional<String> hint) {

    /** A problem that is not at a place in a file. */
    public static Problem of(String code, String message) {
        return new Problem(code, message, Optional.empty(), Optional.empty());
    }

    /** The same problem with advice. */
    public Problem hint(String advice) {
        return new Problem(code, message, spot, Optional.of(advice));
    }

    /** The same problem at a place. */
    public Problem at(Spot place) {
        return new Problem(code, message, Optional.of(place), hint);
    }
}
