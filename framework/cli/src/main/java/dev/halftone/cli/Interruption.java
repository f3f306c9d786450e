package dev.halftone.cli;

import java.util.function.Supplier;

/** Says, when Ctrl-C ends a run, that nothing is lost. */
final class Interruption {

    private Interruption() {}

    /** Does something long; if the process is told to end meanwhile, says so. */
    static <T> T watched(Terminal terminal, String name, Supplier<T> work) {
        Thread hook = new Thread(() -> say(terminal, name));
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return work.get();
        } finally {
            remove(hook);
        }
    }

    private static void say(Terminal terminal, String name) {
        terminal.say("");
        terminal.say("interrupted: '" + name + "' is not finished");
        terminal.say("the same command with --resume goes on with it");
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // It is speaking already.
        }
    }
}
