package dev.halftone.cli;

import dev.halftone.experiment.Experiment;

/** Says, when Ctrl-C ends a run, that nothing is lost. */
final class Interruption implements AutoCloseable {
    private final Thread hook;

    private Interruption(Thread hook) {
        this.hook = hook;
    }

    /** Watches until closed. */
    static Interruption watch(Terminal terminal, Experiment experiment) {
        Thread hook =
                new Thread(
                        () -> {
                            terminal.say("");
                            terminal.say(
                                    "interrupted: '"
                                            + experiment.name()
                                            + "' is not finished; the same command with --resume"
                                            + " goes on with it");
                        });
        Runtime.getRuntime().addShutdownHook(hook);
        return new Interruption(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook is speaking already.
        }
    }
}
