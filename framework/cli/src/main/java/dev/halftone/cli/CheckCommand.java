package dev.halftone.cli;

import dev.halftone.experiment.Experiment;
import dev.halftone.problem.ProblemException;

/** {@code check FILE…}. */
final class CheckCommand implements Command {

    @Override
    public Page page() {
        return Page.of(
                        "check",
                        "Tells every problem of experiment files and runs nothing",
                        """
                        halftone check experiments/*.yaml
                        experiments/quickstart.yaml: no problems\
                        """)
                .arguments("FILE…", 1, Integer.MAX_VALUE, Page.Takes.FILES)
                .with(Flag.SET, Flag.DEVICE, Flag.PACK, RunFlags.MODE);
    }

    @Override
    public Exit run(Call call) {
        try (Workspace workspace = Workspace.open(call)) {
            Checked checked = Checked.of(workspace, call, RunFlags.options(call));
            for (Experiment experiment : checked.experiments()) {
                call.out(experiment.file() + ": no problems");
            }
            if (!checked.problems().isEmpty()) {
                throw new ProblemException(checked.problems());
            }
        }
        return Exit.DONE;
    }
}
