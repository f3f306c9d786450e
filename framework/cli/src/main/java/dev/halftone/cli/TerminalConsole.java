package dev.halftone.cli;

import dev.halftone.quantize.Progress;
import dev.halftone.run.Console;

/**
 * The kernel's talk on a terminal: lines, bars where a person watches, lines of progress elsewhere.
 */
record TerminalConsole(Terminal terminal) implements Console {

    @Override
    public void say(String line) {
        terminal.say(line);
    }

    @Override
    public Progress progress(String what, long units) {
        return terminal.interactive()
                ? Bar.on(terminal, what, units)
                : new Lines(terminal, what, units, System::nanoTime);
    }
}
