package dev.halftone.quantizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import com.google.gson.Gson;
import dev.halftone.engine.Engine;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.LogGrid;
import dev.halftone.grid.Rounding;
import dev.halftone.plan.Plan;
import dev.halftone.problem.ProblemException;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against FQ-ViT's formulas in exact whole numbers: reference/integers.py. */
final class IntegersTest {
    @AutoClose private static final Engine ENGINE = TorchEngine.start("cpu");

    @ParameterizedTest
    @MethodSource("softmaxes")
    void givesTheCodesOfTheIntegerSoftmax(Softmax reference) {
        float[] answer =
                softmax(affine(reference.scale))
                        .answer(
                                new LogIntSoftmax(reference.bits, 8),
                                reference.values(),
                                reference.codes.length,
                                reference.codes[0].length);

        assertThat(answer).containsExactly(reference.expected());
    }

    @ParameterizedTest
    @MethodSource("norms")
    void givesTheCodesOfTheIntegerNormalization(Norm reference) {
        float[] answer = reference.answer();
        int[] expected = flat(reference.answers);

        int apart = 0;
        for (int i = 0; i < answer.length; i++) {
            int code = Math.round(answer[i] / reference.out);
            assertThat(code).as("code " + i).isBetween(expected[i] - 1, expected[i] + 1);
            apart += code == expected[i] ? 0 : 1;
        }
        // M and N come from float32 here and float64 there; next to a whole number they may differ.
        assertThat(apart).isLessThanOrEqualTo(answer.length / 200);
    }

    @Test
    void keepsTheIdsOfSites() {
        GraphBench bench = softmax(affine(0.1f));
        Plan plan = new LogIntSoftmax(4, 8).plan(bench);

        assertThat(ids(plan.graph().orElseThrow())).isEqualTo(ids(bench.graph()));
        assertThat(plan.grid("softmax:output")).contains(new LogGrid(4, 1, 1));
    }

    @Test
    void refusesAScaleThatLeavesNothingOfTheExponential() {
        assertThatThrownBy(() -> new LogIntSoftmax(4, 8).plan(softmax(affine(2f))))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("softmax:operand");
    }

    @Test
    void refusesInputsWithSeveralScalesThatDoNotFit() {
        Affine two =
                new Affine(List.of(0.1f, 0.25f), List.of(0, 0), -128, 127, -1, 0, Rounding.DIVIDE);

        assertThatThrownBy(() -> new LogIntSoftmax(4, 8).plan(softmax(two)))
                .isInstanceOf(ProblemException.class);
        Norm norm =
                new Norm(
                        new float[] {0.1f, 0.25f},
                        0.1f,
                        new float[] {1, 1},
                        new float[] {0, 0},
                        new int[][] {{1, 2}},
                        new int[][] {{1, 2}});
        assertThatThrownBy(norm::answer)
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("norm:operand");
    }

    private static List<String> ids(Graph graph) {
        return Sites.of(graph).stream().map(Site::id).toList();
    }

    private static Affine affine(float scale) {
        return new Affine(List.of(scale), List.of(0), -128, 127, 0, 0, Rounding.DIVIDE);
    }

    private static GraphBench softmax(Affine input) {
        GraphBuilder g = Graph.builder("softmax");
        Value x = g.input("x", DataType.FLOAT32, -1, -1);
        Graph graph = g.build(g.at("softmax").softmax(x, -1));
        Plan plan = Plan.EMPTY.with(site(graph, "softmax:operand"), input);
        return new GraphBench(ENGINE, graph, Map.of(), plan);
    }

    private static Site site(Graph graph, String id) {
        return Sites.of(graph).stream().filter(s -> s.id().equals(id)).findFirst().orElseThrow();
    }

    private static int[] flat(int[][] rows) {
        return Stream.of(rows).flatMapToInt(Arrays::stream).toArray();
    }

    static Stream<Softmax> softmaxes() {
        return file().softmaxes.stream();
    }

    static Stream<Norm> norms() {
        return file().norms.stream();
    }

    private static File file() {
        InputStreamReader json =
                new InputStreamReader(
                        IntegersTest.class.getResourceAsStream("/reference/integers.json"),
                        StandardCharsets.UTF_8);
        return new Gson().fromJson(json, File.class);
    }

    record File(List<Softmax> softmaxes, List<Norm> norms) {}

    /**
     * @param powers k of 2^−k, −1 for zero
     */
    record Softmax(float scale, int bits, int[][] codes, int[][] powers) {

        float[] values() {
            int[] all = flat(codes);
            float[] values = new float[all.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = all[i] * scale;
            }
            return values;
        }

        float[] expected() {
            int[] all = flat(powers);
            float[] values = new float[all.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = all[i] < 0 ? 0 : (float) Math.pow(2, -all[i]);
            }
            return values;
        }
    }

    /**
     * @param codes of the inputs, each with its channel's scale
     * @param answers codes of the outputs
     */
    record Norm(
            float[] scales,
            float out,
            float[] weight,
            float[] bias,
            int[][] codes,
            int[][] answers) {

        float[] answer() {
            int channels = scales.length;
            GraphBuilder g = Graph.builder("norm");
            Value x = g.input("x", DataType.FLOAT32, -1, channels);
            Graph graph = g.build(g.layerNorm(x, "norm", channels, 1e-6));
            List<Float> in = new ArrayList<>();
            for (float scale : scales) {
                in.add(scale);
            }
            List<Integer> zeros = Collections.nCopies(channels, 0);
            Affine before = new Affine(in, zeros, -128, 127, -1, 0, Rounding.DIVIDE);
            Affine after =
                    new Affine(List.of(out), List.of(0), -32768, 32767, 0, 0, Rounding.DIVIDE);
            Plan plan =
                    Plan.EMPTY
                            .with(site(graph, "norm:operand"), before)
                            .with(site(graph, "norm:output"), after);
            var manager = ENGINE.manager();
            GraphBench bench =
                    new GraphBench(
                            ENGINE,
                            graph,
                            Map.of(
                                    "norm.weight", manager.create(weight),
                                    "norm.bias", manager.create(bias)),
                            plan);
            return bench.answer(new IntegerLayerNorm(8), values(), codes.length, channels);
        }

        private float[] values() {
            float[] values = new float[codes.length * scales.length];
            for (int i = 0; i < values.length; i++) {
                int channel = i % scales.length;
                values[i] = codes[i / scales.length][channel] * scales[channel];
            }
            return values;
        }
    }
}
