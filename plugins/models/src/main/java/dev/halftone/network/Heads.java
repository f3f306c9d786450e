package dev.halftone.network;

import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.util.Optional;

/** How many heads an attention has: no shape of a checkpoint tells. */
public final class Heads {

    private Heads() {}

    /** One for so many channels each; 0, for the user to say, where these do not divide all. */
    public static int usual(int channels, int each) {
        return channels % each == 0 ? channels / each : 0;
    }

    /**
     * As many as the user says, else the usual number.
     *
     * @param parameter that says it
     * @param usual 0 where there is none
     * @param channels that are shared among the heads
     * @param what they are called
     * @throws ProblemException when the channels cannot be shared so
     */
    public static int of(
            String parameter, Optional<Integer> given, int usual, int channels, String what) {
        int number = given.orElse(usual);
        if (number == 0 || channels % number != 0) {
            String found = number == 0 ? "not given" : String.valueOf(number);
            String message = "'%s' should divide the %s, but is %s";
            throw new ProblemException(
                    Problem.of("wrong-size", message.formatted(parameter, what, found)));
        }
        return number;
    }
}
