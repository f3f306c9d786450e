package dev.halftone.quantizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halftone.engine.Engine;
import dev.halftone.engine.TorchEngine;
import dev.halftone.observer.MinMax;
import dev.halftone.plan.Decision;
import dev.halftone.plan.Plan;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BitAllocationTest {

    private static BitAllocation of(List<Integer> bits, double mean, Optional<Double> size) {
        return new BitAllocation(bits, mean, size, new MinMax(), 1, false);
    }

    /** Errors from PyTorch, choices from SciPy: reference/steps.py made the numbers. */
    @Test
    void sharesBitsAsAnExactSolverDoes() {
        Reference reference = Reference.read();
        Reference.Allocated wanted = reference.allocation();
        try (Engine engine = TorchEngine.start("cpu")) {
            for (Reference.Share share : wanted.shares()) {
                BitAllocation step =
                        new BitAllocation(
                                wanted.widths(),
                                share.mean() + 1e-9,
                                Optional.empty(),
                                new MinMax(),
                                4,
                                false);

                Plan plan = step.plan(reference.desk(engine));

                for (int i = 0; i < share.bits().size(); i++) {
                    Decision decision = plan.decisions().get(wanted.layers().get(i) + ":weight");
                    int bits = (int) decision.grid().orElseThrow().bits();
                    double error = wanted.errors()[i][wanted.widths().indexOf(bits)];
                    assertThat(bits).isEqualTo(share.bits().get(i));
                    assertThat(decision.because())
                            .contains(String.format(Locale.ROOT, "alone it errs by %.2g", error));
                }
            }
        }
    }

    @Test
    void refusesWidthsThatNoGridHas() {
        for (List<Integer> bits : List.of(List.<Integer>of(), List.of(1, 4), List.of(4, 17))) {
            assertThatThrownBy(() -> of(bits, 5, Optional.empty()))
                    .hasMessage("'bits' takes whole numbers from 2 to 16, not " + bits);
        }
    }

    @Test
    void refusesAMeanThatTheFewestBitsExceed() {
        assertThatThrownBy(() -> of(List.of(8, 4), 3.5, Optional.empty()))
                .hasMessage("a budget of 3.50 bits per weight is less than the fewest bits, 4");
        assertThat(of(List.of(8, 4), 3.5, Optional.of(1.0)).bits()).containsExactly(4, 8);
    }
}
