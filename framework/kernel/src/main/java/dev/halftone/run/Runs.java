package dev.halftone.run;

import dev.halftone.experiment.Experiment;
import dev.halftone.problem.Problem;
import dev.halftone.report.Summary;
import java.nio.file.Path;
import java.util.List;

/** Runs experiments, repeats runs and compares them. */
public final class Runs {

    private final Setting setting;

    public Runs(Setting setting) {
        this.setting = setting;
    }

    /**
     * Runs an experiment through its five phases and leaves a run directory.
     *
     * @throws dev.halftone.problem.ProblemException with every problem found before anything runs,
     *     or the one that stopped it
     */
    public Summary run(Experiment experiment, RunOptions options) {
        throw new UnsupportedOperationException(setting + " " + experiment + options);
    }

    /** Every problem that can be found without running: files, sites, data, device. */
    public List<Problem> check(Experiment experiment, RunOptions options) {
        throw new UnsupportedOperationException(setting + " " + experiment + options);
    }

    /** Runs again from a run directory and compares the two, byte for byte. */
    public VerifyReport verify(Path run, Console console) {
        throw new UnsupportedOperationException(setting + " " + run + console);
    }

    /** What differs between runs: first parameters, then numbers. */
    public Comparison compare(List<Path> runs) {
        throw new UnsupportedOperationException(setting + " " + runs);
    }
}
