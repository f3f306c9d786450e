package dev.halftone.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;

/** The native libraries of PyTorch: what is there, and how to get what is not. */
public final class Natives {
    private static final String CUDA_STEPS =
            "install torch 2.7.1 into a Python environment (pip install torch==2.7.1), then set"
                    + " PYTORCH_LIBRARY_PATH to its site-packages/torch/lib,"
                    + " PYTORCH_VERSION=2.7.1 and PYTORCH_FLAVOR=cu128";

    private Natives() {}

    /** Loads the library once per process. */
    static Engine load() {
        offline();
        try {
            return Engine.getEngine("PyTorch");
        } catch (RuntimeException | LinkageError e) {
            String message = "the native library of PyTorch could not be loaded: " + reason(e);
            String hint =
                    "build with network once so that pytorch-native-cpu is fetched, or set"
                            + " PYTORCH_LIBRARY_PATH to a folder with libtorch 2.7.1; halftone doctor"
                            + " says more";
            throw new ProblemException(Problem.of("no-engine", message).hint(hint), e);
        }
    }

    /** DJL looks for downloads and reports its use, unless told not to before its first class. */
    private static void offline() {
        String key = "ai.djl.offline";
        if (System.getProperty(key) == null) {
            System.setProperty(key, "true");
        }
        System.setProperty("OPT_OUT_TRACKING", "true");
    }

    static Device device(String wish, Engine engine) {
        boolean cuda = engine.getGpuCount() > 0;
        if (wish.equals("auto")) {
            return cuda ? Device.gpu() : Device.cpu();
        }
        if (wish.equals("cpu")) {
            return Device.cpu();
        }
        if (!wish.matches("gpu:[0-9]+")) {
            String message = "a device is auto, cpu or gpu:N, not '" + wish + "'";
            throw new ProblemException(Problem.of("unknown-device", message));
        }
        int index = Integer.parseInt(wish.substring(4));
        if (index >= engine.getGpuCount()) {
            String message = "no CUDA device '" + wish + "' is available to PyTorch";
            throw new ProblemException(Problem.of("no-cuda", message).hint(CUDA_STEPS));
        }
        return Device.gpu(index);
    }

    private static String reason(Throwable e) {
        Throwable last = e;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return String.valueOf(last.getMessage());
    }
}
