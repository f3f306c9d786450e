package dev.halftone.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.compile.Bound;
import dev.halftone.engine.TinyVit;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Node;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Grid;
import dev.halftone.grid.LogGrid;
import dev.halftone.grid.Rounding;
import dev.halftone.onnxruntime.OnnxRuntime;
import dev.halftone.plan.Arithmetic;
import dev.halftone.plan.Arithmetic.Bias;
import dev.halftone.plan.Arithmetic.Requantize;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** QDQ models in ONNX Runtime against the simulated program. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class QdqTest {
    private static final float S = 0.03f;

    @AutoClose private final TorchEngine engine = TorchEngine.start("cpu");
    private final OnnxRuntime runtime = OnnxRuntime.start(1, engine.isExact());

    static List<Grid> grids() {
        return List.of(
                new Affine(List.of(S), List.of(100), 0, 255, 0, 0, Rounding.DIVIDE),
                new Affine(List.of(S), List.of(0), -128, 127, 0, 0, Rounding.DIVIDE),
                new Affine(List.of(S), List.of(0), -127, 127, 0, 0, Rounding.DIVIDE),
                new Affine(List.of(5 * S), List.of(7), 0, 15, 0, 0, Rounding.DIVIDE),
                new Affine(List.of(S), List.of(100), 0, 255, 0, 0, Rounding.RECIPROCAL),
                new Affine(List.of(S), List.of(100), 0, 255, 0, 0, Rounding.AFTER_OFFSET),
                new Affine(List.of(S / 9), List.of(2000), 0, 4095, 0, 0, Rounding.DIVIDE),
                new Affine(List.of(S / 9), List.of(7), 0, 4095, 0, 0, Rounding.AFTER_OFFSET),
                new Affine(
                        List.of(S, 2 * S, S / 2, S),
                        List.of(9, 100, 200, 255),
                        0,
                        255,
                        1,
                        0,
                        Rounding.DIVIDE),
                new Affine(
                        List.of(S, 2 * S, S / 2, S),
                        List.of(9, 100, 20, 2),
                        0,
                        1023,
                        -2,
                        0,
                        Rounding.DIVIDE),
                new Affine(
                        List.of(S, 2 * S, S / 2),
                        List.of(9, 100, 200),
                        0,
                        255,
                        -1,
                        4,
                        Rounding.DIVIDE),
                new LogGrid(4, 2, 1f));
    }

    @ParameterizedTest
    @MethodSource("grids")
    void everyGridGivesTheSameValuesButForTies(Grid grid) {
        GraphBuilder g = Graph.builder("one");
        Value x = g.input("x", DataType.FLOAT32, -1, 4, 12);
        Graph graph = g.build(g.apply("Tanh", x));
        Plan plan = plan(graph, Role.OPERAND, grid);
        try (NDManager manager = engine.manager().newSubManager()) {
            NDArray values = manager.randomUniform(-4, 4, new Shape(20, 4, 12));

            assertThat(apart(graph, Map.of(), plan, values, 1e-6)).isLessThan(3);
        }
    }

    @Test
    void weightsAreCodesPerTensorChannelAndGroup() {
        for (Affine grid :
                List.of(
                        new Affine(List.of(S), List.of(0), -8, 7, 0, 0, Rounding.DIVIDE),
                        new Affine(List.of(S), List.of(120), 0, 255, 0, 0, Rounding.RECIPROCAL),
                        new Affine(scales(6), zeros(6, 0), -128, 127, 0, 0, Rounding.DIVIDE),
                        new Affine(scales(6), zeros(6, 3), 0, 255, 0, 0, Rounding.DIVIDE),
                        new Affine(scales(12), zeros(12, 0), -128, 127, -1, 4, Rounding.DIVIDE),
                        new Affine(scales(18), zeros(18, 0), -128, 127, -1, 3, Rounding.DIVIDE),
                        new Affine(scales(6), zeros(6, 0), -2048, 2047, 0, 0, Rounding.DIVIDE))) {
            GraphBuilder g = Graph.builder("linear");
            Graph graph = g.build(g.linear(g.input("x", DataType.FLOAT32, -1, 8), "fc", 8, 6));
            try (NDManager manager = engine.manager().newSubManager()) {
                Map<String, NDArray> weights = random(graph, manager);
                NDArray x = manager.randomUniform(-1, 1, new Shape(5, 8));
                Plan plan = plan(graph, Role.WEIGHT, grid);

                assertThat(apart(graph, weights, plan, x, 1e-6)).as(grid.summary()).isZero();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Bias.class)
    void onlyTiesFallToTheOtherSideOfAnIntegerConvolution(Bias bias, TestReporter reporter) {
        Graph graph = convolution();
        Affine input = new Affine(List.of(S), List.of(100), 0, 255, 0, 0, Rounding.DIVIDE);
        Affine weight = new Affine(scales(32), zeros(32, 0), -128, 127, 0, 0, Rounding.DIVIDE);
        Affine output = new Affine(List.of(6f / 255), List.of(0), 0, 255, 0, 0, Rounding.DIVIDE);
        Plan before =
                plan(graph, Role.INPUT, input)
                        .then(plan(graph, Role.WEIGHT, weight))
                        .with(new Arithmetic(Requantize.FLOAT, bias));
        Plan plan = before.then(plan(graph, Role.OPERAND, output));
        try (NDManager manager = engine.manager().newSubManager()) {
            Map<String, NDArray> weights = random(graph, manager);
            NDArray x = manager.randomUniform(-3, 4, new Shape(2, 16, 20, 20));
            Graph unsnapped =
                    new Graph(
                            graph.name(),
                            graph.inputs(),
                            graph.parameters(),
                            graph.nodes(),
                            List.of("Clip"));
            float[] exact = torch(unsnapped, weights, before, x);
            float[] expected = torch(graph, weights, plan, x);
            float[] found = onnxRuntime(graph, weights, plan, x);
            // Unless the plan has rounded it, a bias moves by half a unit of the accumulator.
            double moved = bias == Bias.FLOAT ? S * Collections.max(scales(32)) / 2 : 0;
            double near = moved / (6 / 255.0) + 1e-4;
            int ties = 0;
            for (int i = 0; i < found.length; i++) {
                // Tanh itself differs by a unit in the last place.
                if (Math.abs(found[i] - expected[i]) > 1e-6) {
                    ties++;
                    double code = exact[i] / (6 / 255.0);
                    assertThat(Math.abs(code - Math.floor(code) - 0.5)).isLessThan(near);
                    assertThat(Math.abs(found[i] - expected[i])).isLessThan(6.1f / 255);
                }
            }
            reporter.publishEntry("ties", ties + " of " + found.length + " values");
            assertThat(ties).isLessThan(found.length / 100);
        }
    }

    @Test
    void aChannelWithoutWeightsKeepsItsBias() {
        Graph graph = convolution();
        List<Float> scales = scales(32);
        scales.set(0, 1e-12f);
        Affine input = new Affine(List.of(S), List.of(100), 0, 255, 0, 0, Rounding.DIVIDE);
        Affine weight = new Affine(scales, zeros(32, 0), -128, 127, 0, 0, Rounding.DIVIDE);
        Affine output = new Affine(List.of(6f / 255), List.of(0), 0, 255, 0, 0, Rounding.DIVIDE);
        Plan plan =
                plan(graph, Role.INPUT, input)
                        .then(plan(graph, Role.WEIGHT, weight))
                        .then(plan(graph, Role.OPERAND, output));
        try (NDManager manager = engine.manager().newSubManager()) {
            Map<String, NDArray> weights = random(graph, manager);
            weights.get("conv.bias").set(new NDIndex(0), 2.5f);
            NDArray x = manager.randomUniform(-3, 4, new Shape(1, 16, 20, 20));

            float[] found = onnxRuntime(graph, weights, plan, x);

            float[] expected = torch(graph, weights, plan, x);
            float[] channel = Arrays.copyOf(found, found.length / 32);
            assertThat(channel)
                    .containsExactly(Arrays.copyOf(expected, channel.length), within(1e-6f));
        }
    }

    @Test
    void aWholeTransformerStaysNearTheSimulatedOne() {
        try (NDManager manager = engine.manager().newSubManager()) {
            Map<String, NDArray> weights = TinyVit.weights(manager);
            Plan plan = TinyVit.plan(weights);
            NDArray x = TinyVit.pictures(manager).get(0);
            float[] inFloat = torch(TinyVit.graph(), weights, Plan.EMPTY, x);
            float[] simulated = torch(TinyVit.graph(), weights, plan, x);
            float[] integer = onnxRuntime(TinyVit.graph(), weights, plan, x);

            assertThat(distance(integer, simulated)).isLessThan(0.2 * distance(inFloat, simulated));
        }
    }

    @Test
    void clampsAndPaddingDisappearBetweenIntegerLayers() {
        Graph graph = convolution();
        Affine input = new Affine(List.of(S), List.of(100), 0, 255, 0, 0, Rounding.DIVIDE);
        Affine weight = new Affine(scales(32), zeros(32, 0), -128, 127, 0, 0, Rounding.DIVIDE);
        Affine six = new Affine(List.of(6f / 255), List.of(0), 0, 255, 0, 0, Rounding.DIVIDE);
        Affine seven = new Affine(List.of(7f / 255), List.of(0), 0, 255, 0, 0, Rounding.DIVIDE);
        Plan plan = plan(graph, Role.INPUT, input).then(plan(graph, Role.WEIGHT, weight));

        assertThat(operators(graph, plan.then(plan(graph, Role.OPERAND, six))))
                .doesNotContain("Pad", "Clip", Grids.OP)
                .contains("QuantizeLinear", "DequantizeLinear");
        assertThat(operators(graph, plan.then(plan(graph, Role.OPERAND, seven)))).contains("Clip");
    }

    /** Padded by an operator of its own, clipped, and looked at through a Tanh. */
    private static Graph convolution() {
        GraphBuilder g = Graph.builder("conv");
        Value x = g.input("x", DataType.FLOAT32, -1, 16, 20, 20);
        Value padded = g.apply("Pad", x, g.integers(0, 0, 0, 0, 0, 0, 1, 1));
        Value y = g.conv(padded, "conv", 16, 32, 3, 2, 0);
        Value clipped = g.apply("Clip", y, g.scalar(0), g.scalar(6));
        return g.build(g.at("look").apply("Tanh", clipped));
    }

    private List<String> operators(Graph graph, Plan plan) {
        try (NDManager manager = engine.manager().newSubManager()) {
            Bound bound = Qdq.of(graph, random(graph, manager), plan, manager);
            return bound.graph().nodes().stream().map(Node::op).toList();
        }
    }

    private static Plan plan(Graph graph, Role role, Grid grid) {
        Plan plan = Plan.EMPTY;
        for (Site site : Sites.of(graph)) {
            if (site.role() == role && !site.op().equals("Clip")) {
                plan = plan.with(site, grid);
            }
        }
        return plan;
    }

    private static List<Float> scales(int count) {
        Float[] scales = new Float[count];
        for (int i = 0; i < count; i++) {
            scales[i] = S / 4 * (1 + i % 5 / 7f);
        }
        return Arrays.asList(scales);
    }

    private static List<Integer> zeros(int count, int step) {
        Integer[] zeros = new Integer[count];
        for (int i = 0; i < count; i++) {
            zeros[i] = step == 0 ? 0 : 100 + step * i;
        }
        return Arrays.asList(zeros);
    }

    private static Map<String, NDArray> random(Graph graph, NDManager manager) {
        Map<String, NDArray> weights = new LinkedHashMap<>();
        graph.parameters()
                .forEach(
                        (name, spec) ->
                                weights.put(
                                        name, manager.randomUniform(-0.5f, 0.5f, spec.shape())));
        return weights;
    }

    /** How many values differ. */
    private long apart(
            Graph graph, Map<String, NDArray> weights, Plan plan, NDArray x, double tolerance) {
        float[] expected = torch(graph, weights, plan, x);
        float[] found = onnxRuntime(graph, weights, plan, x);
        long apart = 0;
        for (int i = 0; i < found.length; i++) {
            apart += Math.abs(found[i] - expected[i]) > tolerance ? 1 : 0;
        }
        return apart;
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }

    private float[] torch(Graph graph, Map<String, NDArray> weights, Plan plan, NDArray x) {
        try (Program program = engine.compile(graph, weights, plan, Set.of())) {
            return program.run(new NDList(x)).get(0).toFloatArray();
        }
    }

    private float[] onnxRuntime(Graph graph, Map<String, NDArray> weights, Plan plan, NDArray x) {
        try (Program program = runtime.integer(graph, weights, plan, engine.manager())) {
            float[] once = program.run(new NDList(x)).get(0).toFloatArray();
            assertThat(program.run(new NDList(x)).get(0).toFloatArray()).containsExactly(once);
            return once;
        }
    }
}
