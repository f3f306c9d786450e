package dev.halftone.cli;

/** One word of the command line. */
public interface Command {

    /** What it takes: parsing, help and completion follow from this alone. */
    Page page();

    /**
     * Does it. What was asked for goes to the terminal's output, talk to its error stream; problems
     * are thrown.
     */
    Exit run(Call call);
}
