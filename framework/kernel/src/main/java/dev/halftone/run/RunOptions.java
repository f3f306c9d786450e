package dev.halftone.run;

import dev.halftone.experiment.Mode;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the command line adds to an experiment.
 *
 * @param out where run directories go
 * @param device instead of the experiment's
 * @param mode instead of the experiment's
 * @param resume whether an interrupted run of the same experiment is continued
 * @param console where to talk
 */
public record RunOptions(
        Path out, Optional<String> device, Optional<Mode> mode, boolean resume, Console console) {}
