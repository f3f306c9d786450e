package dev.halftone.run;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import dev.halftone.bench.Benching;
import dev.halftone.bench.Calibrating;
import dev.halftone.bench.CalibrationSpeed;
import dev.halftone.bench.Speed;
import dev.halftone.bench.Watch;
import dev.halftone.directory.Disk;
import dev.halftone.engine.TorchEngine;
import dev.halftone.experiment.Experiment;
import dev.halftone.experiment.Mode;
import dev.halftone.phase.Calibrate;
import dev.halftone.phase.EngineStarter;
import dev.halftone.phase.Loaded;
import dev.halftone.phase.Loading;
import dev.halftone.phase.Pipeline;
import dev.halftone.phase.Predict;
import dev.halftone.phase.Prepare;
import dev.halftone.phase.Quantize;
import dev.halftone.predict.Prediction;
import dev.halftone.predict.Question;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.RangeObserver;
import dev.halftone.report.Summary;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs experiments, repeats runs and compares them. */
public final class Runs {

    private final Setting setting;
    private final EngineStarter starter;

    public Runs(Setting setting) {
        this(setting, TorchEngine::start);
    }

    /** With another engine. */
    public Runs(Setting setting, EngineStarter starter) {
        this.setting = setting;
        this.starter = starter;
    }

    /**
     * Runs an experiment through its five phases and leaves a run directory.
     *
     * @throws ProblemException with every problem found before anything runs, or the one that
     *     stopped it
     */
    public Summary run(Experiment experiment, RunOptions options) {
        return injector(options).getInstance(Pipeline.class).run(experiment);
    }

    /** The directory of a finished run of the very same experiment, if there is one. */
    public Optional<Path> finished(Experiment experiment, RunOptions options) {
        return injector(options).getInstance(Prepare.class).places(experiment).stream()
                .filter(RunFolder::isIn)
                .findFirst();
    }

    /** What a finished run says in one line of a table. */
    public Row row(Path run) {
        return Row.of(RunFolder.of(run));
    }

    /** Every problem that can be found without running: files, sites, data, device. */
    public List<Problem> check(Experiment experiment, RunOptions options) {
        try {
            injector(options).getInstance(Loading.class).of(experiment).close();
            return List.of();
        } catch (ProblemException e) {
            return e.problems();
        }
    }

    /**
     * The sites of an experiment's network, in the order of its nodes, and the steps that choose
     * them. What a step makes of the graph is not followed.
     *
     * @throws ProblemException with everything that {@link #check} finds
     */
    public List<Chosen> sites(Experiment experiment, RunOptions options) {
        try (Loaded loaded = injector(options).getInstance(Loading.class).of(experiment)) {
            return Chosen.of(loaded.sites(), loaded.steps());
        }
    }

    /**
     * Measures the network of an experiment in every mode.
     *
     * @param options {@code mode} is not looked at, and nothing stays in {@code out}
     * @param rounds how often each mode is measured
     */
    public Speed bench(Experiment experiment, RunOptions options, int rounds) {
        Path elsewhere = Disk.temporary("halftone-bench");
        try {
            RunOptions all =
                    new RunOptions(
                            elsewhere,
                            options.device(),
                            Optional.of(Mode.AUTO),
                            false,
                            options.console());
            return injector(all).getInstance(Benching.class).of(experiment, rounds);
        } finally {
            Disk.delete(elsewhere);
        }
    }

    /**
     * Measures what calibrating the network of an experiment costs, observer by observer, and one
     * step of its first quantizer that learns.
     *
     * @param options {@code mode} is not looked at, and nothing stays in {@code out}
     * @param rounds how often each is measured
     */
    public CalibrationSpeed benchCalibration(
            Experiment experiment,
            Map<String, RangeObserver> observers,
            RunOptions options,
            int rounds) {
        Path elsewhere = Disk.temporary("halftone-bench");
        Watch watch = new Watch(starter, options.console(), rounds);
        try {
            RunOptions all =
                    new RunOptions(
                            elsewhere, options.device(), Optional.of(Mode.SIMULATED), false, watch);
            Injector injector =
                    Guice.createInjector(Stage.PRODUCTION, new RunModule(setting, all, watch));
            return new Calibrating(
                            injector.getInstance(Prepare.class),
                            injector.getInstance(Calibrate.class),
                            injector.getInstance(Quantize.class),
                            watch)
                    .of(experiment, observers, rounds);
        } finally {
            Disk.delete(elsewhere);
        }
    }

    /**
     * Has one picture answered in float and quantized.
     *
     * @param options {@code out} is where a finished run of the experiment may lie
     * @param run the run that the experiment is of, if it was read from one
     * @param out the folder to write into
     */
    public Prediction predict(
            Experiment experiment,
            RunOptions options,
            Question question,
            Optional<Path> run,
            Path out) {
        run.ifPresent(RunFolder::of);
        Path elsewhere = Disk.temporary("halftone-predict");
        try {
            RunOptions apart =
                    new RunOptions(
                            elsewhere, options.device(), options.mode(), false, options.console());
            Predict predict = injector(apart).getInstance(Predict.class);
            return run.isPresent()
                    ? predict.after(experiment, question, run.get(), out)
                    : predict.of(experiment, question, options.out(), out);
        } finally {
            Disk.delete(elsewhere);
        }
    }

    private Injector injector(RunOptions options) {
        return Guice.createInjector(Stage.PRODUCTION, new RunModule(setting, options, starter));
    }

    /**
     * Runs again from a run directory and compares the two, byte for byte.
     *
     * @throws ProblemException when it is no finished run, or cannot be run again
     */
    public VerifyReport verify(Path run, Console console) {
        return new Verifying(this, setting, console).of(RunFolder.of(run));
    }

    /** Writes what a run ended with, whole or not at all. */
    public void export(Path run, Exporting.Form form, Path file) {
        new Exporting(setting, starter).write(RunFolder.of(run), form, file);
    }

    /** What differs between runs: first parameters, then numbers. */
    public Comparison compare(List<Path> runs) {
        return Comparing.of(runs.stream().map(RunFolder::of).toList());
    }
}
