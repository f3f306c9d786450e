package dev.halftone.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The native libraries of PyTorch: what is there, and how to get what is not. */
public final class Natives {
    private static final String DRIVER = "/proc/driver/nvidia/version";
    private static final List<String> CUDA_STEPS =
            List.of(
                    "install PyTorch into any Python environment of Linux or Windows on x86-64:"
                            + " pip install torch==2.7.1 (Windows: with --index-url"
                            + " https://download.pytorch.org/whl/cu126)",
                    "set PYTORCH_LIBRARY_PATH to that environment's site-packages/torch/lib",
                    "set PYTORCH_VERSION=2.7.1 and PYTORCH_FLAVOR=cu128, whatever the wheel is for",
                    "start through ./halftone; a Java command of your own also needs"
                            + " -Djna.library.path= with that environment's"
                            + " site-packages/nvidia/cuda_runtime/lib");

    private Natives() {}

    /**
     * What the engine would load, found without loading it.
     *
     * @param source {@code bundled}, {@code PYTORCH_LIBRARY_PATH} or {@code missing}
     * @param folder the folder that was named
     * @param cuda whether the libraries found there are built for CUDA
     * @param driver whether an NVIDIA driver is installed
     */
    public record Found(String source, Optional<Path> folder, boolean cuda, boolean driver) {

        /** Whether {@code device: gpu:0} has a chance. */
        public boolean canUseCuda() {
            return cuda && driver;
        }
    }

    /** Looks for libraries in the places that the engine looks in. */
    public static Found look() {
        return look(System.getenv()::get);
    }

    static Found look(Function<String, String> environment) {
        boolean driver = Files.exists(Path.of(DRIVER));
        String named = environment.apply("PYTORCH_LIBRARY_PATH");
        if (named != null) {
            Path folder = Path.of(named);
            boolean there = Files.exists(folder.resolve(System.mapLibraryName("torch")));
            boolean cuda = Files.exists(folder.resolve(System.mapLibraryName("torch_cuda")));
            String source = there ? "PYTORCH_LIBRARY_PATH" : "missing";
            return new Found(source, Optional.of(folder), cuda, driver);
        }
        boolean bundled =
                Natives.class.getClassLoader().getResource("native/lib/pytorch.properties") != null;
        return new Found(bundled ? "bundled" : "missing", Optional.empty(), false, driver);
    }

    /** How to get CUDA libraries, step by step. */
    public static List<String> cudaSteps() {
        return CUDA_STEPS;
    }

    /** Loads the library once per process. */
    static Engine load() {
        offline();
        try {
            return Engine.getEngine("PyTorch");
        } catch (RuntimeException | LinkageError e) {
            String message = "the native library of PyTorch could not be loaded: " + reason(e);
            throw new ProblemException(Problem.of("no-engine", message).hint(advice()), e);
        }
    }

    private static String advice() {
        Found found = look();
        if (found.folder().isPresent()) {
            return "PYTORCH_LIBRARY_PATH must be a folder with the libraries of PyTorch 2.7.1, with"
                    + " PYTORCH_VERSION=2.7.1 and PYTORCH_FLAVOR=cpu or cu128 beside it";
        }
        return "run the build once with a network, so that it fetches the library for this"
                + " platform, or set PYTORCH_LIBRARY_PATH, PYTORCH_VERSION and PYTORCH_FLAVOR;"
                + " halftone doctor says more";
    }

    /** DJL looks for downloads and reports its use, unless told not to before its first class. */
    private static void offline() {
        Map<String, String> settings = Map.of("ai.djl.offline", "true", "OPT_OUT_TRACKING", "true");
        settings.forEach(
                (key, value) -> {
                    if (System.getProperty(key) == null) {
                        System.setProperty(key, value);
                    }
                });
    }

    static Device device(String wish, Engine engine) {
        int count = engine.getGpuCount();
        if (wish.equals("cpu") || wish.equals("auto") && count == 0) {
            return Device.cpu();
        }
        if (!wish.equals("auto") && !wish.matches("gpu:[0-9]{1,4}")) {
            String message = "a device is auto, cpu or gpu:N, not '" + wish + "'";
            throw new ProblemException(Problem.of("unknown-device", message));
        }
        int index = wish.equals("auto") ? 0 : Integer.parseInt(wish.substring(4));
        if (index >= count) {
            String message = "the device '" + wish + "' needs CUDA, which PyTorch does not find";
            String steps = String.join("; ", CUDA_STEPS);
            throw new ProblemException(Problem.of("no-cuda", message).hint(steps));
        }
        return Device.gpu(index);
    }

    private static String reason(Throwable e) {
        List<String> reasons = new ArrayList<>();
        for (Throwable at = e; at != null; at = at.getCause()) {
            if (at.getMessage() != null) {
                reasons.add(at.getMessage());
            }
        }
        return reasons.isEmpty() ? "no reason given" : reasons.get(reasons.size() - 1);
    }
}
