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

    /** Both sides get what they are told. */
    record Stretch(Size to) implements Resize {
        @Override
        public Size of(int width, int height) {
            return to;
        }
    }

    /** As large as fits: one side gets its length, the other follows, rounded to the nearest. */
    record Longest(Size within) implements Resize {
        @Override
        public Size of(int width, int height) {
            double scale = Math.min((double) within.width / width, (double) within.height / height);
            return new Size(rounded(width * scale), rounded(height * scale));
        }

        private static int rounded(double pixels) {
            return Math.max(1, (int) (pixels + 0.5));
        }
    }

    /**
     * @param text {@code none}, a length, {@code stretch} or {@code longest}
     * @param height that the last two bring it to
     * @param width that the last two bring it to
     */
    static Resize parse(String text, int height, int width) {
        if (text.matches("[0-9]{1,5}")) {
            int length = Integer.parseInt(text);
            if (length >= 1 && length <= LONGEST_SIDE) {
                return new Shorter(length);
            }
            throw bad("'resize' should be from 1 to " + LONGEST_SIDE + ", but is " + text);
        }
        if (height == 0 && (text.equals("stretch") || text.equals("longest"))) {
            throw bad(
                    "'resize: "
                            + text
                            + "' should come with 'crop' or 'size', what to bring it to");
        }
        return switch (text) {
            case "none" -> new None();
            case "stretch" -> new Stretch(new Size(width, height));
            case "longest" -> new Longest(new Size(width, height));
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
