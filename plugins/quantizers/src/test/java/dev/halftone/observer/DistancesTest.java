package dev.halftone.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a power for each value, which is what it spares. */
final class DistancesTest {
    private final Random random = new Random(5);

    @ParameterizedTest
    @ValueSource(doubles = {1, 1.5, 2, 2.4, 3, 7.5, 8})
    void sumsAsOneByOne(double power) {
        assertSame(power, values -> values);
        assertSame(power, value -> value * value * value * 1e-20);
        assertSame(power, value -> Math.rint(4 * value) * 1e6);
        assertSame(power, value -> 3);
    }

    private void assertSame(double power, DoubleUnaryOperator kind) {
        double[] values = random.doubles(3001, -2, 2).map(kind).sorted().toArray();
        double[] counts = random.doubles(values.length, 0, 9).map(Math::rint).toArray();
        Distances distances = new Distances(values, counts, new Loss(power));
        double width = Math.max(values[3000] - values[0], 1e-30);
        for (int i = 0; i < 200; i++) {
            int from = random.nextInt(values.length);
            int to = from + random.nextInt(values.length - from + 1);
            double x =
                    i % 2 == 0
                            ? values[random.nextInt(values.length)]
                            : values[0] + width * (2 * random.nextDouble() - 0.5);

            double expected = 0;
            for (int at = from; at < to; at++) {
                expected += counts[at] * Math.pow(Math.abs(x - values[at]), power);
            }
            assertThat(distances.sum(x, from, to)).isCloseTo(expected, within(1e-12 * expected));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-9, 0, 1, 1.5, 2, 9})
    void countsWhatIsSmaller(double x) {
        double[] values = {0, 0, 0, 1, 1, 2};

        int below = new Distances(values, new double[6], new Loss(2)).below(x);

        assertThat(below).isEqualTo((int) Arrays.stream(values).filter(v -> v < x).count());
    }
}
