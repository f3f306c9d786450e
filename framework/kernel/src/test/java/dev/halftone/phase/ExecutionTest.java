package dev.halftone.phase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halftone.experiment.Mode;
import dev.halftone.integer.Placement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExecutionTest {
    private static final Placement WHOLE = new Placement(List.of("a:input", "a:weight"), Map.of());
    private static final Placement PART =
            new Placement(List.of("a:input"), Map.of("b:operand", "it computes in float"));
    private static final Optional<String> INEXACT = Optional.of("the kernels saturate");

    @Test
    void autoIsIntegerWhereEverySiteAllowsItAndTheKernelsAreExact() {
        Execution execution = Execution.of(Mode.AUTO, WHOLE, Optional.empty());
        assertThat(execution.mode()).isEqualTo(Mode.INTEGER);
        assertThat(execution.lines()).containsExactly("integer mode: 2 of 2 sites in integers");
    }

    @Test
    void autoSaysThatItSimulatesBecauseTheKernelsAreNotExact() {
        Execution execution = Execution.of(Mode.AUTO, WHOLE, INEXACT);
        assertThat(execution.mode()).isEqualTo(Mode.SIMULATED);
        assertThat(execution.integer()).isEmpty();
        assertThat(execution.lines())
                .containsExactly(
                        "simulated mode: the kernels saturate; mode integer multiplies in floating"
                                + " point there, exactly");
    }

    @Test
    void autoNamesTheSitesWhereTheyAreTheReason() {
        Execution execution = Execution.of(Mode.AUTO, PART, INEXACT);
        assertThat(execution.mode()).isEqualTo(Mode.SIMULATED);
        assertThat(execution.lines())
                .containsExactly(
                        "simulated mode: 1 of 2 sites are none for integers",
                        "  1 simulated: it computes in float (b:operand)");
    }

    @Test
    void integerSaysThatItMultipliesInFloatingPoint() {
        Execution execution = Execution.of(Mode.INTEGER, WHOLE, INEXACT);
        assertThat(execution.mode()).isEqualTo(Mode.INTEGER);
        assertThat(execution.lines())
                .containsExactly(
                        "integer mode: 2 of 2 sites in integers",
                        "  multiplied in floating point, exactly: the kernels saturate");
    }

    @Test
    void aPlanWithoutSitesSaysNothing() {
        Placement none = new Placement(List.of(), Map.of());
        assertThat(Execution.of(Mode.AUTO, none, INEXACT).lines()).isEmpty();
    }
}
