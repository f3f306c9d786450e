package dev.halftone.cli;

import dev.halftone.experiment.Experiment;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.problem.Unwritable;
import dev.halftone.run.Row;
import dev.halftone.run.RunOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code table FILE…}. */
final class TableCommand implements Command {

    @Override
    public Page page() {
        return Page.of(
                        "table",
                        "Puts the scores of experiments into one table, running what has not run",
                        """
                        halftone table experiments/results > framework/docs/results.md\
                        """)
                .arguments("FILE…", 1, Integer.MAX_VALUE, Page.Takes.FILES)
                .more(
                        """
                        A folder stands for the experiments in it. A run directory of the very same
                        experiment, data, weights and program is read instead of running again. The table
                        goes to stdout, as Markdown; one row per experiment, those in float first.\
                        """)
                .with(Flag.SET, RunFlags.OUT, Flag.DEVICE, Flag.PACK);
    }

    @Override
    public Exit run(Call call) {
        RunOptions options = RunFlags.options(call);
        List<Row> rows = new ArrayList<>();
        try (Workspace workspace = Workspace.open(call)) {
            List<Experiment> experiments = experiments(workspace, call);
            for (Experiment experiment : experiments) {
                rows.add(workspace.runs().row(run(workspace, experiment, options, call)));
            }
        }
        ResultsText.lines("halftone table " + String.join(" ", call.arguments()), rows)
                .forEach(call::out);
        return Exit.DONE;
    }

    private static List<Experiment> experiments(Workspace workspace, Call call) {
        List<Experiment> experiments = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (String file : call.arguments().stream().flatMap(TableCommand::files).toList()) {
            try {
                experiments.add(workspace.read(file, call.values(Flag.SET)));
            } catch (ProblemException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
        return experiments;
    }

    private static Stream<String> files(String argument) {
        Path folder = Path.of(argument);
        if (!Files.isDirectory(folder)) {
            return Stream.of(argument);
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .map(Path::toString)
                    .filter(f -> f.endsWith(".yaml"))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw Unwritable.problem(folder, e);
        }
    }

    private static Path run(
            Workspace workspace, Experiment experiment, RunOptions options, Call call) {
        try {
            Optional<Path> done = workspace.runs().finished(experiment, options);
            if (done.isPresent()) {
                options.console().say(experiment.name() + ": " + done.get());
                return done.get();
            }
            options.console().say(experiment.name() + ": running");
            return Interruption.watched(
                            call.terminal(),
                            experiment.name(),
                            () -> workspace.runs().run(experiment, options))
                    .directory();
        } catch (ProblemException e) {
            throw new RunFailed(e);
        }
    }
}
