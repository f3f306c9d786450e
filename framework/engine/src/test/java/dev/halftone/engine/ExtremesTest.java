package dev.halftone.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Rounding;
import dev.halftone.plan.Plan;
import dev.halftone.problem.ProblemException;
import dev.halftone.program.Program;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Infinities, huge numbers and NaN in programs of integers and in programs that learn. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExtremesTest {
    private static final float[] EXTREMES = {
        Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 3.4e38f, -3.4e38f
    };

    private TorchEngine engine;

    @BeforeAll
    void start() {
        engine = TorchEngine.start("cpu");
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    @ParameterizedTest
    @EnumSource
    void integersSaturateOnTheirSide(Rounding rounding) {
        try (Linear net = new Linear(rounding, EXTREMES, 1)) {
            assertThat(net.integer(EXTREMES)).containsExactly(net.simulated(EXTREMES));
            assertThat(net.integer(EXTREMES)[0]).isPositive();
            assertThat(net.integer(EXTREMES)[1]).isNegative();
        }
    }

    @Test
    void huge32BitSumsSaturateOnTheirSide() {
        float[] steps = {1e-30f, -1e-30f, 5, -5};
        try (Linear net = new Linear(Rounding.DIVIDE, steps, 1e-30f)) {
            assertThat(net.integer(steps)).containsExactly(net.simulated(steps));
            assertThat(net.integer(steps)[2]).isPositive();
            assertThat(net.integer(steps)[3]).isNegative();
        }
    }

    @ParameterizedTest
    @EnumSource
    void integersTellOfNotANumber(Rounding rounding) {
        float[] undefined = {1, Float.NaN, 2, 3};
        try (Linear net = new Linear(rounding, undefined, 1)) {
            assertThat(net.simulated(undefined)[1]).isNaN();
            assertThatThrownBy(() -> net.integer(undefined))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("not a number (NaN)");
        }
    }

    @Test
    void integersTellOfWeightsThatAreNotANumber() {
        float[] plain = {1, 2, 3, 4};
        try (Linear net = new Linear(Rounding.DIVIDE, plain, 1)) {
            net.bias.setScalar(new NDIndex(0), Float.NaN);
            assertThatThrownBy(() -> net.integer(plain))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("'fc.bias' hold NaN");
        }
    }

    @Test
    void hugeNumbersKeepTheirSignWhileAGridIsLearned() {
        float[] huge = {3.4e38f, -3.4e38f, 0.5f, Float.NaN};
        try (Linear net = new Linear(Rounding.DIVIDE, huge, 1);
                Program learning =
                        engine.compile(net.graph, net.weights, net.plan, Set.of("fc:input.scale"));
                NDManager batch = engine.manager().newSubManager()) {
            NDArray scale = batch.create(new float[] {0.01f});
            NDArray x = batch.create(huge, new Shape(huge.length, 1));
            float[] found = learning.run(new NDList(x), List.of(scale)).get(0).toFloatArray();
            assertThat(found[0]).isPositive();
            assertThat(found[1]).isNegative();
            assertThat(found[3]).isNaN();
        }
    }

    /** One number in, one out; both land. */
    private final class Linear implements AutoCloseable {
        private final NDManager manager = engine.manager().newSubManager();
        private final NDArray bias = manager.create(new float[] {0});
        private final Map<String, NDArray> weights =
                Map.of("fc.weight", manager.create(new float[][] {{1}}), "fc.bias", bias);
        private final Graph graph;
        private final Plan plan;

        Linear(Rounding rounding, float[] x, float out) {
            GraphBuilder g = Graph.builder("linear");
            var in = g.input("x", DataType.FLOAT32, x.length, 1);
            graph = g.build(g.multiply(g.linear(in, "fc", 1, 1), g.scalar(1)));
            Plan made = Plan.EMPTY;
            for (Site site : Sites.of(graph)) {
                float step = site.id().equals("fc:output") ? out * 0.01f : 0.01f;
                if (site.id().startsWith("fc:")) {
                    made = made.with(site, grid(site, step, rounding));
                }
            }
            plan = made;
        }

        private Affine grid(Site site, float step, Rounding rounding) {
            int zero = site.isWeight() ? 0 : 128;
            return new Affine(List.of(step), List.of(zero), zero - 128, zero + 127, 0, 0, rounding);
        }

        float[] integer(float[] x) {
            try (Program program = engine.integer(graph, weights, plan)) {
                return run(program, x);
            }
        }

        float[] simulated(float[] x) {
            try (Program program = engine.compile(graph, weights, plan, Set.of())) {
                return run(program, x);
            }
        }

        private float[] run(Program program, float[] x) {
            try (NDManager batch = engine.manager().newSubManager()) {
                NDList in = new NDList(batch.create(x, new Shape(x.length, 1)));
                return program.run(in).get(0).toFloatArray();
            }
        }

        @Override
        public void close() {
            manager.close();
        }
    }
}
