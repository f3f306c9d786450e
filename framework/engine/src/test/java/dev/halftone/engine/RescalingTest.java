package dev.halftone.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Rounding;
import dev.halftone.plan.Arithmetic;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** From sums to codes: against gemmlowp's rule written in Java, and against the simulation. */
class RescalingTest {
    private static final int ROWS = 40;
    private static final int TERMS = 9;
    private static final int CHANNELS = 5;
    private static final float X_SCALE = 0.037f;
    private static final int X_ZERO = 101;
    private static final int OUT_ZERO = 77;
    private static final float[] SCALES = {0.011f, 0.5f, 0.0003f, 0.0625f, 0.02f};
    private static final float[] BIAS = {0.31f, -2f, 0, 7.77f, 1e-4f};

    private final Random random = new Random(3);
    private final int[] x = random.ints(ROWS * TERMS, 0, 256).toArray();
    private final int[] w = random.ints(CHANNELS * TERMS, -127, 128).toArray();

    private static Graph graph() {
        GraphBuilder g = Graph.builder("one");
        Value in = g.input("x", DataType.FLOAT32, -1, TERMS);
        return g.build(g.linear(in, "fc", TERMS, CHANNELS));
    }

    private static Plan plan(Graph graph, float out) {
        Plan plan = Plan.EMPTY;
        List<Float> scales = List.of(SCALES[0], SCALES[1], SCALES[2], SCALES[3], SCALES[4]);
        List<Integer> zeros = List.of(0, 0, 0, 0, 0);
        for (Site site : Sites.of(graph)) {
            if (site.isWeight()) {
                plan = plan.with(site, new Affine(scales, zeros, -128, 127, 0, 0, Rounding.DIVIDE));
            } else if (site.role() == Role.INPUT) {
                plan = plan.with(site, one(X_SCALE, X_ZERO));
            } else if (site.role() == Role.OUTPUT) {
                plan = plan.with(site, one(out, OUT_ZERO));
            }
        }
        return plan;
    }

    private static Affine one(float scale, int zero) {
        return new Affine(List.of(scale), List.of(zero), 0, 255, 0, 0, Rounding.DIVIDE);
    }

    private float[] codes(float out, Arithmetic arithmetic, boolean integer) {
        Graph graph = graph();
        Plan plan = plan(graph, out).with(arithmetic);
        try (TorchEngine engine = TorchEngine.start("cpu");
                NDManager manager = engine.manager().newSubManager()) {
            float[] values = new float[x.length];
            for (int i = 0; i < x.length; i++) {
                values[i] = (x[i] - X_ZERO) * X_SCALE;
            }
            float[] weight = new float[w.length];
            for (int i = 0; i < w.length; i++) {
                weight[i] = w[i] * SCALES[i / TERMS];
            }
            Map<String, NDArray> weights =
                    Map.of(
                            "fc.weight", manager.create(weight, new Shape(CHANNELS, TERMS)),
                            "fc.bias", manager.create(BIAS));
            NDList inputs = new NDList(manager.create(values, new Shape(ROWS, TERMS)));
            assertThat(engine.placement(graph, weights, plan).simulated()).isEmpty();
            try (Program program =
                    integer
                            ? engine.integer(graph, weights, plan)
                            : engine.compile(graph, weights, plan, Set.of())) {
                float[] made = program.run(inputs).get(0).toFloatArray();
                for (int i = 0; i < made.length; i++) {
                    made[i] = Math.round(made[i] / out) + OUT_ZERO;
                }
                return made;
            }
        }
    }

    /** The rule of TensorFlow Lite's MultiplyByQuantizedMultiplier, in 64 bits. */
    private static long rescaled(long sum, double factor) {
        int exponent = Math.getExponent(factor) + 1;
        long multiplier = Math.round(factor / Math.pow(2, exponent) * (1L << 31));
        if (multiplier == 1L << 31) {
            multiplier /= 2;
            exponent++;
        }
        long product = (sum << Math.max(0, exponent)) * multiplier;
        long nudge = product >= 0 ? 1L << 30 : 1 - (1L << 30);
        long high = (product + nudge) / (1L << 31);
        int right = Math.max(0, -exponent);
        long mask = (1L << right) - 1;
        long half = (mask >> 1) + (high < 0 ? 1 : 0);
        return (high >> right) + ((high & mask) > half ? 1 : 0);
    }

    @Test
    void fixedPointIsTheRuleOfGemmlowp() {
        Arithmetic fixed = new Arithmetic(Arithmetic.Requantize.FIXED_POINT, Arithmetic.Bias.INT32);
        for (float out : new float[] {0.9f, 0.05f, 13.7f}) {
            float[] expected = new float[ROWS * CHANNELS];
            for (int i = 0; i < ROWS; i++) {
                for (int j = 0; j < CHANNELS; j++) {
                    double unit = (double) SCALES[j] * X_SCALE;
                    long sum = (long) Math.rint(BIAS[j] / unit);
                    for (int k = 0; k < TERMS; k++) {
                        sum += (long) (x[i * TERMS + k] - X_ZERO) * w[j * TERMS + k];
                    }
                    long code = rescaled(sum, unit / out) + OUT_ZERO;
                    expected[i * CHANNELS + j] = Math.max(0, Math.min(255, code));
                }
            }
            assertThat(codes(out, fixed, true)).isEqualTo(expected);
        }
    }

    @Test
    void floatScalesRoundAsTheSimulationDoesBesidesTies() {
        for (Arithmetic.Bias bias : Arithmetic.Bias.values()) {
            Arithmetic arithmetic = new Arithmetic(Arithmetic.Requantize.FLOAT, bias);
            float[] simulated = codes(0.9f, arithmetic, false);
            float[] integer = codes(0.9f, arithmetic, true);
            int apart = 0;
            for (int i = 0; i < integer.length; i++) {
                assertThat(Math.abs(integer[i] - simulated[i])).isLessThanOrEqualTo(1);
                apart += integer[i] == simulated[i] ? 0 : 1;
            }
            assertThat(apart).isLessThanOrEqualTo(2);
        }
    }
}
