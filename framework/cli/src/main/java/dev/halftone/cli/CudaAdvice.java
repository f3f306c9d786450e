package dev.halftone.cli;

import dev.halftone.engine.Natives;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code doctor} says about CUDA: what is there, what is missing, and how to get it. */
final class CudaAdvice {
    private static final String FLAVOR = "cu128";

    private CudaAdvice() {}

    /**
     * @param found the libraries that a start takes
     * @param computes whether the engine has started on a GPU
     */
    static List<String> lines(
            Natives.Found found, boolean computes, Map<String, String> environment) {
        List<String> lines = new ArrayList<>();
        if (computes) {
            lines.add("works");
            return lines;
        }
        lines.add(
                found.driver()
                        ? "an NVIDIA driver is installed"
                        : "no NVIDIA driver: install the GPU's, one that serves CUDA 12");
        if (found.cuda()) {
            lines.addAll(lent(found.driver(), environment));
            return lines;
        }
        Optional<Path> lib = TorchEnvironments.find(environment);
        if (lib.isPresent()) {
            lines.add("a Python environment can lend its libraries:");
            TorchEnvironments.exports(lib.get()).forEach(line -> lines.add("  " + line));
        } else {
            lines.add("no Python environment with torch 2.7.1 was found; to use a GPU:");
            Natives.cudaSteps().forEach(step -> lines.add("  " + step));
        }
        return lines;
    }

    private static List<String> lent(boolean driver, Map<String, String> environment) {
        List<String> lines = new ArrayList<>();
        lines.add("PYTORCH_LIBRARY_PATH names libraries built for CUDA");
        if (!environment.getOrDefault("PYTORCH_FLAVOR", "").equals(FLAVOR)) {
            lines.add("PYTORCH_FLAVOR is not " + FLAVOR + ": set it");
        } else if (driver) {
            lines.add(
                    "PyTorch finds no device: start through ./halftone, and see that nvidia-smi"
                            + " lists one");
        }
        return lines;
    }
}
