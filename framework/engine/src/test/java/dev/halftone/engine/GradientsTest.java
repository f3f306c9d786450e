package dev.halftone.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Gradients of operators against differences of their values. */
@Tag("engine")
class GradientsTest {
    private static final float STEP = 5e-3f;

    @TestFactory
    Stream<DynamicTest> areSlopes() {
        Map<String, BiFunction<GraphBuilder, Value, Value>> operators =
                Map.of(
                        "gelu", GraphBuilder::gelu,
                        "softmax", (g, w) -> g.softmax(w, -1),
                        "layer norm", (g, w) -> g.layerNorm(w, "norm", 4, 1e-5),
                        "sigmoid", (g, w) -> g.apply("Sigmoid", w),
                        "product", (g, w) -> g.matmul(w, g.transpose(w, 1, 0)),
                        "quotient", (g, w) -> g.divide(g.scalar(1), g.add(w, g.scalar(3))));
        return operators.entrySet().stream()
                .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> check(e.getValue())));
    }

    private static void check(BiFunction<GraphBuilder, Value, Value> operator) {
        GraphBuilder g = Graph.builder("slope");
        Value x = g.input("x", DataType.FLOAT32, 1);
        Value made = operator.apply(g, g.parameter("w", 2, 4));
        Graph graph = g.build(g.multiply(made, x));
        try (TorchEngine engine = TorchEngine.start("cpu");
                NDManager batch = engine.manager().newSubManager()) {
            NDArray w = TinyVit.wave(batch, 3, 1, new Shape(2, 4));
            Map<String, NDArray> weights =
                    Map.of(
                            "w", w,
                            "norm.weight", TinyVit.wave(batch, 4, 1, new Shape(4)),
                            "norm.bias", TinyVit.wave(batch, 5, 1, new Shape(4)));
            try (Program program = engine.compile(graph, weights, Plan.EMPTY, Set.of("w"))) {
                float[] start = w.toFloatArray();
                float[] slopes = slopes(program, batch, w);
                for (int i = 0; i < start.length; i++) {
                    double ahead = value(program, batch, start, i, STEP);
                    double behind = value(program, batch, start, i, -STEP);
                    float slope = (float) ((ahead - behind) / (2 * STEP));
                    assertThat(slopes[i]).isCloseTo(slope, Offset.offset(2e-3f));
                }
            }
        }
    }

    private static float[] slopes(Program program, NDManager batch, NDArray w) {
        w.setRequiresGradient(true);
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            collector.backward(objective(program, batch, w));
        }
        return w.getGradient().toFloatArray();
    }

    private static double value(
            Program program, NDManager batch, float[] start, int index, float step) {
        float[] moved = start.clone();
        moved[index] += step;
        NDArray w = batch.create(moved, new Shape(2, 4));
        return objective(program, batch, w).getFloat();
    }

    /** A weighted sum of what the operator makes. */
    private static NDArray objective(Program program, NDManager batch, NDArray w) {
        NDArray made = program.run(new NDList(batch.ones(new Shape(1))), List.of(w)).get(0);
        return made.mul(TinyVit.wave(batch, 6, 1, made.getShape())).sum();
    }
}
