package dev.halftone.cli;

import dev.halftone.experiment.Mode;
import dev.halftone.run.RunOptions;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The options that decide how an experiment is run. */
final class RunFlags {
    static final Flag OUT = Flag.files("out", "DIR", "where run directories go; runs by default");
    static final Flag MODE =
            Flag.words(
                    "mode", "MODE", "float, simulated or integer", "float", "simulated", "integer");
    static final Flag RESUME = Flag.of("resume", "go on with an interrupted run");

    private RunFlags() {}

    static RunOptions options(Call call) {
        Optional<Mode> mode =
                call.value(MODE).map(word -> Mode.valueOf(word.toUpperCase(Locale.ROOT)));
        return new RunOptions(
                Path.of(call.value(OUT).orElse("runs")),
                call.value(Flag.DEVICE),
                mode,
                call.has(RESUME),
                new TerminalConsole(call.terminal()));
    }
}
