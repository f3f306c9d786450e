package dev.halftone.quantizer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Reach;
import dev.halftone.grid.Rounding;
import dev.halftone.observer.Ema;
import dev.halftone.observer.Known;
import dev.halftone.observer.MinMax;
import dev.halftone.observer.Mse;
import dev.halftone.observer.Percentile;
import dev.halftone.quantize.RangeObserver;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class UniformTest {
    private static final NDManager MANAGER = NDManager.newBaseManager();
    private static final Site WEIGHT =
            new Site(
                    "fc:weight",
                    "fc",
                    Role.WEIGHT,
                    "MatMul",
                    "fc/MatMul",
                    new Site.Read(1),
                    Optional.of("fc.weight"),
                    1,
                    Map.of());

    @AfterAll
    static void stop() {
        MANAGER.close();
    }

    @Test
    void coversARangeAsOnnxDoes() {
        Affine grid = grid(uniform(8, "tensor", false, new MinMax()), new float[] {-1, 0, 4.1f});

        assertThat(grid.scale()).containsExactly(5.1f / 255);
        assertThat(grid.zeroPoint()).containsExactly(50);
        assertThat(List.of(grid.low(), grid.high())).containsExactly(0, 255);
    }

    @Test
    void fixesTheZeroPointWhenSymmetric() {
        Affine grid = grid(uniform(6, "tensor", true, new MinMax()), new float[] {-6.2f, 1});

        assertThat(grid.scale()).containsExactly(6.2f / 31);
        assertThat(grid.zeroPoint()).containsExactly(0);
        assertThat(List.of(grid.low(), grid.high())).containsExactly(-32, 31);
    }

    @Test
    void followsTheConventionsItIsTold() {
        Uniform narrow =
                new Uniform(
                        8,
                        Granularity.TENSOR,
                        true,
                        new MinMax(),
                        Rounding.RECIPROCAL,
                        Reach.LAST_CODE,
                        true);
        Uniform half =
                new Uniform(
                        8,
                        Granularity.TENSOR,
                        true,
                        new MinMax(),
                        Rounding.AFTER_OFFSET,
                        Reach.HALF_SPAN,
                        false);

        assertThat(grid(narrow, new float[] {1}))
                .isEqualTo(affine(1f / 127, -127, Rounding.RECIPROCAL));
        assertThat(grid(half, new float[] {1}))
                .isEqualTo(affine(1 / 127.5f, -128, Rounding.AFTER_OFFSET));
    }

    private static Affine affine(float scale, int low, Rounding rounding) {
        return new Affine(List.of(scale), List.of(0), low, 127, 0, 0, rounding);
    }

    @Test
    void givesEveryOutputChannelOfAWeightItsScale() {
        Affine grid =
                grid(
                        uniform(8, "channel", true, new MinMax()),
                        new float[] {1, -1},
                        new float[] {127, 3},
                        new float[] {0, 0});

        assertThat(grid.axis()).isEqualTo(1);
        assertThat(grid.scale()).containsExactly(1f / 127, 1f, 1f);
    }

    @ParameterizedTest
    @MethodSource("oddities")
    void staysFiniteAndKeepsZeroWhateverItSees(Uniform uniform, float[] values) {
        Affine grid = grid(uniform, values);

        for (int i = 0; i < grid.scale().size(); i++) {
            float scale = grid.scale().get(i);
            int zero = grid.zeroPoint().get(i);
            assertThat(scale).isPositive().isFinite();
            assertThat(zero).isBetween(grid.low(), grid.high());
            assertThat((grid.low() - zero) * scale).isFinite();
            assertThat((grid.high() - zero) * scale).isFinite();
        }
    }

    static Stream<Arguments> oddities() {
        float huge = Float.MAX_VALUE;
        List<float[]> values =
                List.of(
                        new float[] {0},
                        new float[] {3, 3, 3},
                        new float[] {-3},
                        constant(1e-45f),
                        new float[] {-1e-42f, 1e-43f, 0},
                        new float[] {huge, -huge},
                        new float[] {huge},
                        new float[] {-huge, 1e-38f},
                        new float[] {1e30f, 1e-30f, -1});
        List<RangeObserver> observers =
                List.of(new MinMax(), new Ema(0.01), new Percentile(0.99), new Mse(2.4));
        List<Arguments> all = new ArrayList<>();
        for (int bits : new int[] {2, 8, 16}) {
            for (RangeObserver observer : observers) {
                for (float[] seen : values) {
                    all.add(Arguments.of(uniform(bits, "tensor", true, observer), seen));
                    all.add(Arguments.of(uniform(bits, "tensor", false, observer), seen));
                    all.add(Arguments.of(uniform(bits, "channel", false, observer), seen));
                }
            }
        }
        return all.stream();
    }

    private static float[] constant(float value) {
        float[] values = new float[5];
        Arrays.fill(values, value);
        return values;
    }

    private static Uniform uniform(
            int bits, String granularity, boolean symmetric, RangeObserver observer) {
        return new Uniform(
                bits,
                Granularity.parse(granularity),
                symmetric,
                observer,
                Rounding.DIVIDE,
                Reach.LAST_CODE,
                false);
    }

    private static Affine grid(Uniform uniform, float[]... channels) {
        return (Affine) uniform.grid(WEIGHT, Known.of(MANAGER, channels));
    }
}
