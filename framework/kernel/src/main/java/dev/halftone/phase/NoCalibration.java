package dev.halftone.phase;

import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.site.Site;

/** What to tell when a step needs calibration data and there is none. */
final class NoCalibration {

    private static final String HINT = "add 'calibrate: { DATASET: { … } }'";

    private NoCalibration() {}

    static Problem at(MatchedStep step, Site site) {
        return Problem.of(
                        "no-calibration",
                        "%s needs calibration data for %s, and there is none"
                                .formatted(step.step().title(), site.id()))
                .hint(HINT)
                .at(step.step().spot());
    }

    static ProblemException problem() {
        return new ProblemException(
                Problem.of("no-calibration", "calibration data is needed, and there is none")
                        .hint(HINT));
    }
}
