package dev.halftone.cli;

import dev.halftone.experiment.Experiment;
import dev.halftone.problem.ProblemException;
import dev.halftone.report.Summary;
import dev.halftone.run.RunOptions;
import java.util.List;

/** {@code run FILE…}. */
final class RunCommand implements Command {

    @Override
    public Page page() {
        return Page.of(
                        "run",
                        "Runs experiments: calibrate, quantize, evaluate, report",
                        """
                        halftone run experiments/quickstart.yaml --set quantize[0].uniform.bits=4
                        …
                        run: runs/quickstart-1f0c7a52\
                        """)
                .arguments("FILE…", 1, Integer.MAX_VALUE, Page.Takes.FILES)
                .more(
                        """
                        Nothing runs until no file has a problem. The scores go to stdout, which ends
                        in one line 'run: DIR' per file; talk goes to stderr.\
                        """)
                .with(
                        Flag.SET,
                        RunFlags.OUT,
                        Flag.DEVICE,
                        Flag.PACK,
                        RunFlags.MODE,
                        RunFlags.RESUME);
    }

    @Override
    public Exit run(Call call) {
        RunOptions options = RunFlags.options(call);
        try (Workspace workspace = Workspace.open(call)) {
            List<Experiment> experiments = checked(workspace, call, options);
            for (Experiment experiment : experiments) {
                show(workspace, experiment, options, call);
            }
        }
        return Exit.DONE;
    }

    private static List<Experiment> checked(Workspace workspace, Call call, RunOptions options) {
        Checked checked = Checked.of(workspace, call, options);
        if (!checked.problems().isEmpty()) {
            throw new ProblemException(checked.problems());
        }
        return checked.experiments();
    }

    private static void show(
            Workspace workspace, Experiment experiment, RunOptions options, Call call) {
        try {
            Summary summary =
                    Interruption.watched(
                            call.terminal(),
                            experiment.name(),
                            () -> workspace.runs().run(experiment, options));
            SummaryText.lines(summary).forEach(call::out);
        } catch (ProblemException e) {
            throw new RunFailed(e);
        }
    }
}
