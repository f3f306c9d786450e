package dev.halftone.onnx;

import static dev.halftone.onnx.TwoEngines.S;
import static dev.halftone.onnx.TwoEngines.plan;
import static dev.halftone.onnx.TwoEngines.random;
import static dev.halftone.onnx.TwoEngines.scales;
import static dev.halftone.onnx.TwoEngines.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.compile.Bound;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Node;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Rounding;
import dev.halftone.plan.Arithmetic;
import dev.halftone.plan.Arithmetic.Bias;
import dev.halftone.plan.Arithmetic.Requantize;
import dev.halftone.plan.Plan;
import dev.halftone.site.Role;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Integer convolutions of QDQ models in ONNX Runtime against the simulated program. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class QdqConvolutionsTest {
    @AutoClose private final TwoEngines engines = new TwoEngines();

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
        try (NDManager manager = engines.manager()) {
            Map<String, NDArray> weights = random(graph, manager);
            NDArray x = manager.randomUniform(-3, 4, new Shape(2, 16, 20, 20));
            Graph unsnapped =
                    new Graph(
                            graph.name(),
                            graph.inputs(),
                            graph.parameters(),
                            graph.nodes(),
                            List.of("Clip"));
            float[] exact = engines.torch(unsnapped, weights, before, x);
            float[] expected = engines.torch(graph, weights, plan, x);
            float[] found = engines.onnxRuntime(graph, weights, plan, x);
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
        try (NDManager manager = engines.manager()) {
            Map<String, NDArray> weights = random(graph, manager);
            weights.get("conv.bias").set(new NDIndex(0), 2.5f);
            NDArray x = manager.randomUniform(-3, 4, new Shape(1, 16, 20, 20));

            float[] found = engines.onnxRuntime(graph, weights, plan, x);

            float[] expected = engines.torch(graph, weights, plan, x);
            float[] channel = Arrays.copyOf(found, found.length / 32);
            assertThat(channel)
                    .containsExactly(Arrays.copyOf(expected, channel.length), within(1e-6f));
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
        try (NDManager manager = engines.manager()) {
            Bound bound = Qdq.of(graph, random(graph, manager), plan, manager);
            return bound.graph().nodes().stream().map(Node::op).toList();
        }
    }
}
