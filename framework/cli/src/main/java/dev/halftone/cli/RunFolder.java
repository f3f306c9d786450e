package dev.halftone.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Run directories named on the command line. */
final class RunFolder {

    private RunFolder() {}

    /**
     * @throws Misuse if it is no run directory
     */
    static Path named(String name) {
        Path run = Path.of(name);
        if (!Files.isDirectory(run)) {
            throw new Misuse(
                    "no-such-run",
                    "there is no run directory '" + name + "'",
                    "'halftone run' names it in its last line");
        }
        if (!Files.isRegularFile(run.resolve("experiment.yaml"))) {
            throw new Misuse(
                    "not-a-run",
                    "'" + name + "' is not a run directory: it holds no experiment.yaml",
                    "'halftone run' names it in its last line");
        }
        return run;
    }
}
