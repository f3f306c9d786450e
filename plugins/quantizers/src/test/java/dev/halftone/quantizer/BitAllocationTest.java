package dev.halftone.quantizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halftone.observer.MinMax;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BitAllocationTest {

    private static BitAllocation of(List<Integer> bits, double mean, Optional<Double> size) {
        return new BitAllocation(bits, mean, size, new MinMax(), 1, false);
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
