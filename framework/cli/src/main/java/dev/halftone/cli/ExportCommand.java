package dev.halftone.cli;

import dev.halftone.problem.ProblemException;
import java.nio.file.Path;

/** {@code export RUN --as safetensors FILE}. */
final class ExportCommand implements Command {
    private static final Flag AS =
            Flag.words("as", "FORMAT", "safetensors, the weights; required", "safetensors");

    @Override
    public Page page() {
        return Page.of(
                        "export",
                        "Writes what a run ended with, for others to use",
                        """
                        halftone export runs/fashion-vit-ec249ae0 --as safetensors fashion-vit.safetensors
                        exported: fashion-vit.safetensors\
                        """)
                .arguments("RUN FILE", 2, 2, Page.Takes.FILES)
                .with(AS, Flag.PACK);
    }

    @Override
    public Exit run(Call call) {
        Path run = RunFolder.named(call.arguments().get(0));
        String file = call.arguments().get(1);
        if (call.value(AS).isEmpty()) {
            throw new Misuse("missing-option", "'export' needs a format", "write --as safetensors");
        }
        try (Workspace workspace = Workspace.open(call)) {
            workspace.runs().export(run, Path.of(file));
        } catch (ProblemException e) {
            throw new RunFailed(e);
        }
        call.out("exported: " + file);
        return Exit.DONE;
    }
}
