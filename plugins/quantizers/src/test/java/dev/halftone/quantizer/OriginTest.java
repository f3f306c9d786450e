package dev.halftone.quantizer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halftone.engine.Engine;
import dev.halftone.engine.TorchEngine;
import dev.halftone.observer.MinMax;
import dev.halftone.plan.Plan;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.site.Site;
import dev.halftone.training.Augment;
import dev.halftone.training.Optimizer;
import dev.halftone.training.Schedule;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Where steps that find no number say it comes from. */
final class OriginTest {
    private static final Reference REFERENCE = Reference.read();
    @AutoClose private static final Engine ENGINE = TorchEngine.start("cpu");

    @Test
    void namesTheSiteAndThePictureWhateverIsKnownAlready() {
        for (float odd : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            for (QuantizationStep step :
                    List.of(
                            train(),
                            new BitAllocation(
                                    List.of(4, 8), 8, Optional.empty(), new MinMax(), 4, false))) {
                Desk desk = desk(odd);
                Site first = desk.sites().get(0);
                desk.distributions(List.of(first)).get(first).range();

                assertThatThrownBy(() -> step.plan(desk))
                        .isInstanceOf(ProblemException.class)
                        .hasMessageMatching(
                                "picture 'picture-0': a value at site 'head:output' is (not a number|infinite)");
            }
        }
    }

    private static Desk desk(float odd) {
        float[] bias = {0, odd, 0, 0};
        return REFERENCE.desk(
                ENGINE,
                Plan.EMPTY.with("head.bias", ENGINE.manager().create(bias)),
                REFERENCE.pictures());
    }

    private static Train train() {
        return new Train(
                1, 4, Optimizer.ADAM_W, 0.01, 0, Schedule.CONSTANT, 0, 0, 0, Augment.NONE, 0, 3, 0);
    }
}
