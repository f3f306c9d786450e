package dev.halftone.picture;

import dev.halftone.problem.Nearest;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.util.List;

/** The size that a picture is brought to before the crop. */
sealed interface Resize {
    int LONGEST_SIDE = 16384;

    /** Pixels. */
    record Size(int width, int height) {}

    Size of(int width, int height);

    default boolean isLongest() {
        return this instanceof Longest;
    }

    /** As stored. */
    record None() implements Resize {
        @Override
        public Size of(int width, int height) {
            return new Size(width, height);
        }
    }

    /** The shorter side gets a length; the longer one follows, cut off to whole pixels. */
    record Shorter(int length) implements Resize {
        @Override
        public Size of(int width, int height) {
            boolean tall = width <= height;
            double ratio = (double) length * (tall ? height : width) / (tall ? width : height);
            int other = (int) Math.min(ratio, Integer.MAX_VALUE);
            return tall ? new Size(length, other) : new Size(other, length);
        }
    }

    /** Both sides get the same length. */
    record Stretch(int length) implements Resize {
        @Override
        public Size of(int width, int height) {
            return new Size(length, length);
        }
    }

    /** The longer side gets a length; the shorter one follows, rounded to the nearest pixel. */
    record Longest(int length) implements Resize {
        @Override
        public Size of(int width, int height) {
            double scale = (double) length / Math.max(width, height);
            return new Size(rounded(width * scale), rounded(height * scale));
        }

        private static int rounded(double pixels) {
            return Math.max(1, (int) (pixels + 0.5));
        }
    }

    /**
     * @param text {@code none}, a length, {@code stretch} or {@code longest}
     * @param crop the length for the last two
     */
    static Resize parse(String text, int crop) {
        if (text.matches("[0-9]{1,5}")) {
            int length = Integer.parseInt(text);
            if (length >= 1 && length <= LONGEST_SIDE) {
                return new Shorter(length);
            }
            throw bad("'resize' should be from 1 to " + LONGEST_SIDE + ", but is " + text);
        }
        if (crop == 0 && (text.equals("stretch") || text.equals("longest"))) {
            throw bad("'resize: " + text + "' should come with 'crop', the size to bring it to");
        }
        return switch (text) {
            case "none" -> new None();
            case "stretch" -> new Stretch(crop);
            case "longest" -> new Longest(crop);
            default -> throw unknown(text);
        };
    }

    private static ProblemException unknown(String text) {
        Problem problem =
                Problem.of(
                        "bad-preprocessing",
                        "'resize' should be none, a length, stretch or longest, but is '"
                                + text
                                + "'");
        return new ProblemException(
                Nearest.to(text, List.of("none", "stretch", "longest"))
                        .map(near -> problem.hint("did you mean '" + near + "'?"))
                        .orElse(problem));
    }

    private static ProblemException bad(String message) {
        return new ProblemException(Problem.of("bad-preprocessing", message));
    }
}
