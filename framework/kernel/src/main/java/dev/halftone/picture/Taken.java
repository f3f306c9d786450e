package dev.halftone.picture;

import ai.djl.ndarray.types.Shape;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;

/**
 * What a network takes.
 *
 * @param input shape of its first input, (batch, channels, height, width), -1 where that is open
 */
record Taken(Shape input) {
    static final Taken ANYTHING = new Taken(new Shape(-1, -1, -1, -1));

    /**
     * @param what is made so, with its verb
     * @param made channels, height and width of a picture, -1 where not known yet
     * @throws ProblemException {@code bad-preprocessing} when the network does not take it
     */
    void check(String what, Shape made) {
        if (input.dimension() != 4) {
            return;
        }
        if (differs(0, made)) {
            throw problem(
                    "the network takes pictures of %d channel%s, but %s made with %d"
                            .formatted(
                                    input.get(1), input.get(1) == 1 ? "" : "s", what, made.get(0)),
                    "channels: " + (input.get(1) == 1 ? "gray" : "rgb"));
        }
        if (differs(1, made) || differs(2, made)) {
            throw problem(
                    "the network takes %s x %s pixels (height x width), but %s made %s x %s"
                            .formatted(
                                    side(input.get(2)),
                                    side(input.get(3)),
                                    what,
                                    side(made.get(1)),
                                    side(made.get(2))),
                    "say '%s', or leave it out; 'resize' is how pictures come to it"
                            .formatted(wanted()));
        }
    }

    private String wanted() {
        return input.get(2) == input.get(3)
                ? "crop: " + input.get(2)
                : "size: [%s, %s]".formatted(side(input.get(2)), side(input.get(3)));
    }

    private boolean differs(int dimension, Shape made) {
        long wanted = input.get(dimension + 1);
        long given = made.get(dimension);
        return wanted > 0 && given > 0 && wanted != given;
    }

    private static String side(long pixels) {
        return pixels > 0 ? String.valueOf(pixels) : "any";
    }

    private static ProblemException problem(String message, String hint) {
        return new ProblemException(Problem.of("bad-preprocessing", message).hint(hint));
    }
}
