package dev.halftone.quantizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import dev.halftone.engine.Engine;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.grid.Affine;
import dev.halftone.grid.FloatGrid;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Grid;
import dev.halftone.plan.Plan;
import dev.halftone.site.Sites;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against PyTorch's dynamic quantization and half precision: reference/dynamic.py. */
final class DynamicTest {
    @AutoClose private static final Engine ENGINE = TorchEngine.start("cpu");

    /** Sums of products are of float32 here and of integers there. */
    @ParameterizedTest
    @MethodSource("cases")
    void answersAsPyTorchToASumsRounding(Case layer) {
        close(layer.answer(new DynamicInt8(true, Granularity.TENSOR)), layer.seven);
        close(layer.answer(new DynamicInt8(false, Granularity.TENSOR)), layer.eight);
    }

    private static void close(float[] found, float[] expected) {
        float largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i]).as("output " + i).isCloseTo(expected[i], within(2e-6f * largest));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void givesWeightsTheScaleAndCodesOfPyTorch(Case layer) {
        Plan plan = new DynamicInt8(true, Granularity.TENSOR).plan(layer.bench());
        Affine grid = (Affine) plan.grid("fc:weight").orElseThrow();

        assertThat(grid.scale()).containsExactly(layer.scale);
        float[] snapped = snap(grid, layer.weight);
        for (int i = 0; i < snapped.length; i++) {
            assertThat(snapped[i]).isEqualTo(layer.codes[i] * layer.scale);
        }
    }

    @Test
    void takesEveryLinearLayerAndNothingElse() {
        Plan plan = new DynamicInt8(true, Granularity.CHANNEL).plan(file().cases.get(0).bench());

        assertThat(plan.decisions().keySet()).containsExactlyInAnyOrder("fc:weight", "fc:input");
        assertThat(plan.grid("fc:input")).contains(new DynamicAffine(7));
    }

    @Test
    void roundsToHalfPrecisionAsPyTorchToTheBit() {
        assertThat(snap(FloatGrid.FLOAT16, file().half.x)).containsExactly(file().half.y);
        assertThat(snap(FloatGrid.BFLOAT16, file().brain.x)).containsExactly(file().brain.y);
    }

    @Test
    void storesWeightsOnlyInHalfPrecision() {
        Case layer = file().cases.get(0);
        Plan plan = new Float16().plan(layer.bench());

        assertThat(plan.decisions().keySet()).containsExactly("fc:weight");
        assertThat(plan.grid("fc:weight")).contains(FloatGrid.FLOAT16);
    }

    static Stream<Case> cases() {
        return file().cases.stream();
    }

    private static File file() {
        InputStreamReader json =
                new InputStreamReader(
                        DynamicTest.class.getResourceAsStream("/reference/dynamic.json"),
                        StandardCharsets.UTF_8);
        return new Gson().fromJson(json, File.class);
    }

    private static float[] snap(Grid grid, float[] values) {
        GraphBuilder g = Graph.builder("snap");
        var x = g.input("x", DataType.FLOAT32, values.length);
        Graph graph = g.build(g.multiply(x, g.scalar(1)));
        Plan plan = Plan.EMPTY.with(Sites.of(graph).get(0), grid);
        return new GraphBench(ENGINE, graph, Map.of(), plan)
                .answer(bench -> Plan.EMPTY, values, values.length);
    }

    record File(List<Case> cases, Pair half, Pair brain) {}

    record Pair(float[] x, float[] y) {}

    record Case(
            String name,
            int inputs,
            int outputs,
            float[] weight,
            float[] bias,
            float[] x,
            float scale,
            int[] codes,
            float[] seven,
            float[] eight) {

        GraphBench bench() {
            GraphBuilder g = Graph.builder("linear");
            var in = g.input("x", DataType.FLOAT32, -1, inputs);
            Graph graph = g.build(g.linear(in, "fc", inputs, outputs));
            NDArray w = ENGINE.manager().create(weight, new Shape(outputs, inputs));
            NDArray b = ENGINE.manager().create(bias);
            return new GraphBench(ENGINE, graph, Map.of("fc.weight", w, "fc.bias", b), Plan.EMPTY);
        }

        float[] answer(DynamicInt8 step) {
            return bench().answer(step, x, x.length / inputs, inputs);
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
