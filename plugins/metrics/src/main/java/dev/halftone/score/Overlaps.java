package dev.halftone.score;

import dev.halftone.data.Example;
import dev.halftone.data.Instance;
import dev.halftone.data.Instances;
import dev.halftone.data.Mask;
import dev.halftone.metric.Answers;
import dev.halftone.metric.Segment;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.util.Optional;

/** What metrics of segmentation share. */
final class Overlaps {
    private static final double TINY = 1e-7;

    private Overlaps() {}

    /** What is in the one picture that a batch of prompts is about. */
    static Instances truth(String metric, Answers answers) {
        Example example = answers.examples().get(0);
        if (answers.segments().isEmpty()) {
            throw new ProblemException(
                    Problem.of(
                                    "no-segments",
                                    metric + " needs a model that segments what prompts show")
                            .hint("classes are scored by top-1, top-5, agreement"));
        }
        if (!(example.target() instanceof Instances truth)) {
            throw new ProblemException(
                    Problem.of(
                            "no-instances",
                            "%s needs to know what is in each picture, but '%s' does not say"
                                    .formatted(metric, example.name())));
        }
        return truth;
    }

    /** The thing that a prompt was made from, if it is annotated with a mask. */
    static Optional<Instance> meant(Segment segment, Instances truth) {
        return segment.prompt().instance().isEmpty()
                ? Optional.empty()
                : Optional.of(truth.all().get(segment.prompt().instance().getAsInt()))
                        .filter(one -> one.mask().isPresent());
    }

    /** IoU in percent; of two empty masks 0. */
    static double percent(Mask found, Mask truth) {
        long shared = found.shared(truth);
        return 100 * (shared / (found.area() + truth.area() - shared + TINY));
    }
}
