package dev.halftone.cli;

import dev.halftone.problem.ProblemException;
import dev.halftone.run.VerifyReport;
import dev.halftone.run.VerifyReport.Difference;
import java.nio.file.Path;
import java.util.List;

/** {@code verify RUN}. */
final class VerifyCommand implements Command {

    @Override
    public Page page() {
        return Page.of(
                        "verify",
                        "Runs again from a run directory and compares, bit for bit",
                        """
                        halftone verify runs/quickstart-1f0c7a52
                        same: scores.json plan.json plan.safetensors outputs.safetensors
                        runs/quickstart-1f0c7a52 agrees, bit for bit\
                        """)
                .arguments("RUN", 1, 1, Page.Takes.FOLDERS)
                .with(Flag.PACK);
    }

    @Override
    public Exit run(Call call) {
        Path run = RunFolder.named(call.arguments().get(0));
        try (Workspace workspace = Workspace.open(call)) {
            return show(call, workspace.runs().verify(run, new TerminalConsole(call.terminal())));
        } catch (ProblemException e) {
            throw new RunFailed(e);
        }
    }

    private static Exit show(Call call, VerifyReport report) {
        call.out("same: " + String.join(" ", report.same()));
        report.surroundings().forEach(d -> call.out("around it: " + words(d)));
        report.differences().forEach(d -> call.out("differs: " + words(d)));
        String verdict = report.agrees() ? " agrees, bit for bit" : " does not agree";
        call.out(report.run() + verdict);
        return report.agrees() ? Exit.DONE : Exit.FAILED;
    }

    private static String words(Difference d) {
        String where = d.key().isEmpty() ? d.file() : d.file() + " " + d.key();
        return where + ": " + String.join(" before, ", List.of(d.before(), d.now())) + " now";
    }
}
