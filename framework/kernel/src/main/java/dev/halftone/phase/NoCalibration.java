package dev.halftone.phase;

import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.site.Site;
import java.util.Optional;

/** What to tell when a step needs calibration data and there is none. */
final class NoCalibration {

    private static final String HINT = "add 'calibrate: { DATASET: { … } }'";

    private NoCalibration() {}

    /**
     * @param site where, if it is needed for some only
     */
    static Problem at(MatchedStep step, Optional<Site> site) {
        String message =
                "%s needs calibration data%s, and there is none"
                        .formatted(step.step().title(), site.map(s -> " for " + s.id()).orElse(""));
        return Problem.of("no-calibration", message).hint(HINT).at(step.step().spot());
    }

    static ProblemException problem() {
        return new ProblemException(
                Problem.of("no-calibration", "calibration data is needed, and there is none")
                        .hint(HINT));
    }
}
