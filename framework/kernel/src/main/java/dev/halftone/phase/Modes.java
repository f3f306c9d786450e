package dev.halftone.phase;

import ai.djl.Device;
import dev.halftone.engine.Engine;
import dev.halftone.experiment.Experiment;
import dev.halftone.experiment.Mode;
import dev.halftone.onnxruntime.OnnxRuntime;
import dev.halftone.problem.Problem;
import dev.halftone.problem.Spot;
import java.util.List;
import java.util.Optional;

/** The one place that knows which modes and engines there are, and what {@code auto} means. */
final class Modes {

    private Modes() {}

    /** What an experiment asks for that does not go together. */
    static List<Problem> problems(Experiment experiment, Optional<Mode> override) {
        Mode mode = override.orElse(experiment.mode());
        if (!experiment.engine().equals(OnnxRuntime.NAME) || mode != Mode.SIMULATED) {
            return List.of();
        }
        Problem problem =
                Problem.of("mode-unavailable", "engine 'onnxruntime' has no mode 'simulated'")
                        .hint("it has float and integer; engine: torch has all three");
        return Placed.at(List.of(problem), spot(experiment, "engine"));
    }

    /** What a device has to do with it. */
    static List<Problem> problems(Experiment experiment, Engine started) {
        if (!experiment.engine().equals(OnnxRuntime.NAME) || !started.device().isGpu()) {
            return List.of();
        }
        String message =
                "engine 'onnxruntime' computes on the CPU, and the device is "
                        + word(started.device());
        Problem problem =
                Problem.of("engine-unavailable", message)
                        .hint("write device: cpu, or engine: torch");
        return Placed.at(List.of(problem), spot(experiment, "engine"));
    }

    static Optional<Spot> spot(Experiment experiment, String key) {
        return Optional.ofNullable(experiment.spots().get(key));
    }

    /**
     * The experiment with {@code auto} replaced by what it comes to here; the engine has to wait
     * for the network and the mode for the plan.
     */
    static Experiment decided(Experiment written, Optional<Mode> override, Engine engine) {
        Mode mode = override.orElse(written.mode());
        return new Experiment(
                written.file(),
                written.name(),
                written.seed(),
                word(engine.device()),
                mode,
                written.engine(),
                written.batch(),
                written.model(),
                written.calibrate(),
                written.steps(),
                written.evaluate(),
                written.spots());
    }

    static String word(Device device) {
        return device.isGpu() ? "gpu:" + Math.max(0, device.getDeviceId()) : "cpu";
    }
}
