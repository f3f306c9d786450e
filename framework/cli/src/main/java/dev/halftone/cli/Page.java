package dev.halftone.cli;

import java.util.List;

/**
 * A command as its help page tells it.
 *
 * @param name the word
 * @param arguments what follows the options, as in {@code FILE…}; empty for nothing
 * @param atLeast fewest arguments
 * @param atMost most arguments
 * @param takes what the arguments are, for completion
 * @param summary one sentence without a full stop
 * @param more a few lines of detail, or none
 * @param flags its options
 * @param example a worked example: command lines and what comes of them
 */
public record Page(
        String name,
        String arguments,
        int atLeast,
        int atMost,
        Takes takes,
        String summary,
        String more,
        List<Flag> flags,
        String example) {

    /** What a shell offers for an argument. */
    public enum Takes {
        NOTHING,
        FILES,
        FOLDERS,
        KINDS,
        IDS,
        COMMANDS,
        SHELLS,
        NEW
    }

    /** What belongs to the command alone; options follow with {@link #with}. */
    static Page of(String name, String summary, String example) {
        return new Page(name, "", 0, 0, Takes.NOTHING, summary, "", List.of(), example);
    }

    Page arguments(String shown, int least, int most, Takes what) {
        return new Page(name, shown, least, most, what, summary, more, flags, example);
    }

    Page more(String lines) {
        return new Page(name, arguments, atLeast, atMost, takes, summary, lines, flags, example);
    }

    Page with(Flag... options) {
        return new Page(
                name, arguments, atLeast, atMost, takes, summary, more, List.of(options), example);
    }
}
