package dev.halftone.cli;

import dev.halftone.problem.ProblemException;
import dev.halftone.run.Exporting;
import java.nio.file.Path;
import java.util.Locale;

/** {@code export RUN --as safetensors|onnx|qdq FILE}. */
final class ExportCommand implements Command {
    private static final Flag AS =
            Flag.words(
                    "as",
                    "FORMAT",
                    "safetensors, onnx or qdq; required",
                    "safetensors",
                    "onnx",
                    "qdq");

    @Override
    public Page page() {
        return Page.of(
                        "export",
                        "Writes what a run ended with, for others to use",
                        """
                        halftone export runs/fashion-vit-ec249ae0 --as safetensors fashion-vit.safetensors
                        exported: fashion-vit.safetensors
                        halftone export runs/fashion-vit-ec249ae0 --as qdq fashion-vit.onnx
                        exported: fashion-vit.onnx\
                        """)
                .more(
                        """
                        safetensors  the weights, those on a grid as the grid leaves them
                        onnx         the network without grids
                        qdq          the network on its grids: pairs of QuantizeLinear and
                                     DequantizeLinear, weights as codes, for ONNX Runtime and others

                        Every file says where it comes from and how pictures are prepared for it. Weights
                        of 1.9 GB and more go to FILE.data beside an ONNX file.\
                        """)
                .arguments("RUN FILE", 2, 2, Page.Takes.FILES)
                .with(AS, Flag.PACK);
    }

    @Override
    public Exit run(Call call) {
        Path run = RunFolder.named(call.arguments().get(0));
        String file = call.arguments().get(1);
        if (call.value(AS).isEmpty()) {
            throw new Misuse(
                    "missing-option",
                    "'export' needs a format",
                    "write --as safetensors, --as onnx or --as qdq");
        }
        Exporting.Form form = Exporting.Form.valueOf(call.value(AS).get().toUpperCase(Locale.ROOT));
        try (Workspace workspace = Workspace.open(call)) {
            workspace.runs().export(run, form, Path.of(file));
        } catch (ProblemException e) {
            throw new RunFailed(e);
        }
        call.out("exported: " + file);
        return Exit.DONE;
    }
}
