package dev.halftone.phase;

import dev.halftone.distribution.Asking;
import dev.halftone.distribution.Statistics;
import dev.halftone.engine.Engine;
import dev.halftone.model.Network;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.QuantizationStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds out what is wrong with steps before any of them runs. */
final class Foreseen {

    private final List<Problem> problems = new ArrayList<>();

    private Foreseen() {}

    /**
     * What steps say themselves, and which need data that is not there.
     *
     * @param calibrated whether there is calibration data
     */
    static List<Problem> of(
            List<MatchedStep> steps, Engine engine, Network network, boolean calibrated) {
        Foreseen found = new Foreseen();
        try (Statistics none = Statistics.of(engine, network)) {
            for (MatchedStep step : steps) {
                if (step.step().use().instance() instanceof QuantizationStep whole) {
                    found.check(step, whole, network, calibrated);
                } else if (!calibrated) {
                    found.ask(step, none);
                }
            }
        }
        return found.problems;
    }

    private void check(
            MatchedStep step, QuantizationStep whole, Network network, boolean calibrated) {
        if (!step.sites().isEmpty()) {
            noting(step, () -> whole.check(network.graph(), step.sites()));
        }
        if (!calibrated && whole.needsCalibration()) {
            problems.add(NoCalibration.at(step, Optional.empty()));
        }
    }

    /** A quantizer is asked, as a trial, what it needs. */
    private void ask(MatchedStep step, Statistics none) {
        noting(
                step,
                () ->
                        Asking.needsCalibration(step.question(), none)
                                .ifPresent(
                                        site ->
                                                problems.add(
                                                        NoCalibration.at(
                                                                step, Optional.of(site)))));
    }

    private void noting(MatchedStep step, Runnable work) {
        try {
            work.run();
        } catch (ProblemException e) {
            problems.addAll(Placed.at(e.problems(), Optional.of(step.step().spot())));
        }
    }
}
