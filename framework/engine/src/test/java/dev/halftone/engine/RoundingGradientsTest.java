package dev.halftone.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Operators whose gradients are not slopes, against the formulas they are meant to follow. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoundingGradientsTest {
    private static final float[] VALUES = {0.11f, -0.83f, 0.37f, 0.62f, -0.54f, 0.21f, 1.77f, 9f};
    private static final float STEP = 0.125f;
    private static final int LOW = -4;
    private static final int HIGH = 7;

    private TorchEngine engine;

    @BeforeAll
    void start() {
        engine = TorchEngine.start("cpu");
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    @Test
    void roundingPassesGradientsOn() {
        slopes((g, w) -> g.apply("Round", g.multiply(w, g.scalar(3))), x -> 3);
    }

    @Test
    void straightThroughGivesTheSecondWhatTheFirstGets() {
        slopes((g, w) -> g.apply("halftone.StraightThrough", g.multiply(w, w), w), x -> 2 * x + 1);
    }

    @Test
    void whatIsKeptEverywhereOrNowherePassesGradientsOn() {
        BiFunction<GraphBuilder, Value, List<Value>> both =
                (g, w) -> List.of(g.multiply(w, w), g.multiply(w, g.scalar(5)));
        slopes((g, w) -> keep(g, both.apply(g, w), 1), x -> 2 * x);
        slopes((g, w) -> keep(g, both.apply(g, w), 0), x -> 5);
    }

    private static Value keep(GraphBuilder g, List<Value> both, double share) {
        return g.apply("halftone.Keep", both, Attributes.of("share", share));
    }

    @Test
    void gridsPassGradientsOnWithinTheirCodes() {
        slopes(
                (g, w) -> snapped(g, w, g.array("s", new float[] {STEP}, 1)),
                x -> Math.rint(x / STEP) >= LOW && Math.rint(x / STEP) <= HIGH ? 1 : 0);
    }

    /** Of learned step size quantization: round(v) − v within the codes, the code outside. */
    @Test
    void stepsAreLearnedAsLearnedStepSizeQuantizationSays() {
        double expected = 0;
        for (int i = 0; i < VALUES.length; i++) {
            double v = VALUES[i] / STEP;
            double code = Math.max(LOW, Math.min(HIGH, Math.rint(v)));
            expected += factor(i) * (code == Math.rint(v) ? code - v : code);
        }
        GraphBuilder g = Graph.builder("steps");
        Value x = g.input("x", DataType.FLOAT32, VALUES.length);
        Graph graph = g.build(snapped(g, x, g.parameter("w", DataType.FLOAT32, 1)));

        List<Float> found = gradients(graph, VALUES, new float[] {STEP});

        assertThat(found.get(0)).isCloseTo((float) expected, within(1e-4f));
    }

    private static Value snapped(GraphBuilder g, Value x, Value scale) {
        Value zero = g.array("z", new float[] {0}, 1);
        Attributes ends = Attributes.of("low", LOW).with("high", HIGH);
        return g.apply("halftone.FakeQuantize", List.of(x, scale, zero), ends);
    }

    private void slopes(BiFunction<GraphBuilder, Value, Value> made, DoubleUnaryOperator slope) {
        GraphBuilder g = Graph.builder("slopes");
        Value one = g.input("x", DataType.FLOAT32, 1);
        Value w = g.parameter("w", DataType.FLOAT32, VALUES.length);
        Graph graph = g.build(g.multiply(made.apply(g, w), one));

        List<Float> found = gradients(graph, new float[] {1}, VALUES);

        for (int i = 0; i < VALUES.length; i++) {
            double expected = factor(i) * slope.applyAsDouble(VALUES[i]);
            assertThat(found.get(i)).as("of %s", VALUES[i]).isCloseTo((float) expected, near());
        }
    }

    private static org.assertj.core.data.Offset<Float> near() {
        return within(1e-4f);
    }

    private List<Float> gradients(Graph graph, float[] input, float[] learned) {
        try (NDManager batch = engine.manager().newSubManager();
                Program program = compile(graph, batch, learned)) {
            NDArray w = batch.create(learned);
            w.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDList in = new NDList(batch.create(input));
                NDArray made = program.run(in, List.of(w)).get(0);
                collector.backward(made.mul(batch.create(factors(), made.getShape())).sum());
            }
            List<Float> found = new ArrayList<>();
            for (float value : w.getGradient().toFloatArray()) {
                found.add(value);
            }
            return found;
        }
    }

    private Program compile(Graph graph, NDManager batch, float[] learned) {
        Map<String, NDArray> weights = new HashMap<>();
        weights.put("w", batch.create(learned));
        weights.put("s", batch.create(new float[] {STEP}, new Shape(1)));
        weights.put("z", batch.create(new float[] {0}, new Shape(1)));
        weights.keySet().retainAll(graph.parameters().keySet());
        return engine.compile(graph, weights, Plan.EMPTY, Set.of("w"));
    }

    private static double factor(int index) {
        return 1 + Math.sin(2.1 * index);
    }

    private static float[] factors() {
        float[] factors = new float[VALUES.length];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = (float) factor(i);
        }
        return factors;
    }
}
