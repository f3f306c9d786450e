package dev.halftone.quantizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halftone.engine.Engine;
import dev.halftone.engine.TorchEngine;
import dev.halftone.grid.LogGrid;
import dev.halftone.observer.Known;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.SiteQuantizer;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Grids of powers have no values below zero. */
final class NotNegativeTest {
    private static final List<SiteQuantizer> POWERS =
            List.of(
                    new Log2(4, Log2.Top.ONE),
                    new Log2(4, Log2.Top.RANGE),
                    new LogSqrt2(4, Optional.empty()));

    @AutoClose private static final Engine ENGINE = TorchEngine.start("cpu");

    private static Site site(String id) {
        return Sites.of(Reference.graph()).stream()
                .filter(site -> site.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static Distribution seen(float... values) {
        return Known.of(ENGINE.manager(), values);
    }

    @Test
    void refusesASiteWithValuesBelowZero() {
        for (SiteQuantizer powers : POWERS) {
            ProblemException refused =
                    catchThrowableOfType(
                            ProblemException.class,
                            () -> powers.grid(site("mlp.fc2:input"), seen(1, -0.17f, 0.5f)));

            Problem problem = refused.problems().get(0);
            assertThat(problem.message()).contains("those of 'mlp.fc2:input' go down to -0.170");
            assertThat(problem.hint().orElseThrow()).contains("**:probabilities");
        }
    }

    @Test
    void takesValuesFromZeroOn() {
        for (SiteQuantizer powers : POWERS) {
            assertThat(powers.grid(site("mlp.fc2:input"), seen(1, 0, 0.5f)))
                    .isInstanceOf(LogGrid.class);
        }
    }

    @Test
    void asksForNothingWhereTheValuesAreProbabilities() {
        assertThat(new Log2(4, Log2.Top.ONE).grid(site("attn:probabilities"), null))
                .isEqualTo(new LogGrid(4, 1, 1));
    }
}
