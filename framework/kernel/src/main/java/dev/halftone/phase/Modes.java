package dev.halftone.phase;

import ai.djl.Device;
import dev.halftone.engine.Engine;
import dev.halftone.experiment.Experiment;
import dev.halftone.experiment.Mode;
import dev.halftone.problem.Problem;
import dev.halftone.problem.Spot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The one place that knows which modes and engines there are, and what {@code auto} means. */
final class Modes {

    private static final String TORCH = "torch";

    private Modes() {}

    static List<Problem> problems(Experiment experiment) {
        List<Problem> problems = new ArrayList<>();
        if (!experiment.engine().equals("auto") && !experiment.engine().equals(TORCH)) {
            Problem problem =
                    Problem.of(
                                    "engine-unavailable",
                                    "this release has no engine '" + experiment.engine() + "'")
                            .hint("there are torch and auto");
            problems.addAll(Placed.at(List.of(problem), spot(experiment, "engine")));
        }
        return problems;
    }

    static Optional<Spot> spot(Experiment experiment, String key) {
        return Optional.ofNullable(experiment.spots().get(key));
    }

    /**
     * The experiment with {@code auto} replaced by what it comes to here; the mode has to wait for
     * the plan.
     */
    static Experiment decided(Experiment written, Optional<Mode> override, Engine engine) {
        Mode mode = override.orElse(written.mode());
        return new Experiment(
                written.file(),
                written.name(),
                written.seed(),
                word(engine.device()),
                mode,
                engine.name(),
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
