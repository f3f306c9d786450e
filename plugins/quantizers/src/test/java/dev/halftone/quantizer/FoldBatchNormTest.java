package dev.halftone.quantizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.google.gson.Gson;
import dev.halftone.engine.Engine;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.plan.Plan;
import dev.halftone.problem.ProblemException;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Against torch.nn.utils.fusion: reference/folds.py made the numbers. */
final class FoldBatchNormTest {
    private static final Reference REFERENCE =
            new Gson()
                    .fromJson(
                            new InputStreamReader(
                                    FoldBatchNormTest.class.getResourceAsStream(
                                            "/reference/folds.json"),
                                    StandardCharsets.UTF_8),
                            Reference.class);
    @AutoClose private static final Engine ENGINE = TorchEngine.start("cpu");

    private record Reference(
            Map<String, float[]> parameters,
            float[] x,
            float[] y,
            Map<String, float[]> weights,
            Map<String, float[]> biases) {}

    @Test
    void foldsAsPyTorchDoes() {
        Plan plan = new FoldBatchNorm().plan(bench(graph(true)));

        REFERENCE.weights.forEach(
                (part, wanted) -> assertClose(plan, part, "weight", wanted, "weight"));
        assertClose(plan, "stem", "norm.bias", REFERENCE.biases.get("stem"), "");
        for (String part : List.of("depth", "up", "head")) {
            assertClose(plan, part, "bias", REFERENCE.biases.get(part), "bias");
        }
    }

    /** Without a bias of its own, a layer takes the normalization's. */
    private static void assertClose(
            Plan plan, String part, String name, float[] wanted, String own) {
        String layer = part.equals("head") ? "fc" : "conv";
        String full = own.isEmpty() ? part + "." + name : part + "." + layer + "." + name;
        assertClose(plan.parameters().get(full).toFloatArray(), wanted, 2e-6);
    }

    @Test
    void leavesNoNormalizationAndTheSameAnswer() {
        GraphBench bench = bench(graph(true));

        Graph after = new FoldBatchNorm().plan(bench).graph().orElseThrow();

        assertThat(after.nodes()).noneMatch(node -> node.op().equals("BatchNormalization"));
        assertThat(after.parameters().keySet())
                .containsExactlyInAnyOrder(
                        "stem.conv.weight",
                        "stem.norm.bias",
                        "depth.conv.weight",
                        "depth.conv.bias",
                        "up.conv.weight",
                        "up.conv.bias",
                        "head.fc.weight",
                        "head.fc.bias");
        List<String> before = Sites.of(bench.graph()).stream().map(Site::id).toList();
        assertThat(Sites.of(after).stream().map(Site::id)).isSubsetOf(before);
        assertThat(Sites.of(after).stream().filter(Site::isWeight)).hasSize(4);
        assertClose(bench.answer(new FoldBatchNorm(), REFERENCE.x, 2, 3, 3, 3), REFERENCE.y, 1e-5);
    }

    @Test
    void leavesWhatIsReadTwiceAsItIs() {
        assertThatThrownBy(() -> new FoldBatchNorm().plan(bench(graph(false))))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("there are none among the sites");
    }

    private static GraphBench bench(Graph graph) {
        NDManager manager = ENGINE.manager();
        Map<String, NDArray> weights = new LinkedHashMap<>();
        graph.parameters()
                .forEach(
                        (name, spec) ->
                                weights.put(
                                        name,
                                        manager.create(
                                                REFERENCE.parameters.get(name), spec.shape())));
        return new GraphBench(ENGINE, graph, weights, Plan.EMPTY);
    }

    /**
     * @param alone whether nothing but the normalizations reads what layers make
     */
    private static Graph graph(boolean alone) {
        GraphBuilder g = Graph.builder("folds");
        Value x = g.input("x", DataType.FLOAT32, -1, 3, 3, 3);
        List<Value> between = new ArrayList<>();
        Value a = conv(g.at("stem"), "Conv", x, 1, false, 4, 3, 3, 3);
        Value b = g.relu(norm(g.at("stem"), a, 4, 1e-5));
        Value c = conv(g.at("depth"), "Conv", b, 2, true, 4, 2, 3, 3);
        Value d = norm(g.at("depth"), c, 4, 1e-3);
        Value e = conv(g.at("up"), "ConvTranspose", d, 1, true, 4, 2, 2, 2);
        Value f = g.reshape(norm(g.at("up"), e, 2, 1e-5), 0, -1);
        GraphBuilder fc = g.at("head").at("fc");
        List<Value> read = List.of(f, fc.parameter("weight", 5, 72), fc.parameter("bias", 5));
        Value h = fc.apply("Gemm", read, Attributes.of("transB", 1));
        Value y = norm(g.at("head"), h, 5, 1e-5);
        if (alone) {
            return g.build(y);
        }
        between.addAll(List.of(y, a, c, e, h));
        return g.build(between.toArray(Value[]::new));
    }

    private static Value conv(
            GraphBuilder part, String op, Value x, int groups, boolean biased, long... shape) {
        GraphBuilder g = part.at("conv");
        List<Value> inputs = new ArrayList<>(List.of(x, g.parameter("weight", shape)));
        if (biased) {
            inputs.add(g.parameter("bias", op.equals("Conv") ? shape[0] : shape[1]));
        }
        List<Long> pads = op.equals("Conv") ? List.of(1L, 1L, 1L, 1L) : List.of(0L, 0L, 0L, 0L);
        long stride = op.equals("Conv") ? 1 : 2;
        return g.apply(
                op,
                inputs,
                Attributes.of("group", groups)
                        .with("kernel_shape", List.of(shape[2], shape[3]))
                        .with("strides", List.of(stride, stride))
                        .with("pads", pads));
    }

    private static Value norm(GraphBuilder part, Value x, long width, double epsilon) {
        GraphBuilder g = part.at("norm");
        List<Value> inputs = new ArrayList<>(List.of(x));
        for (String name : List.of("weight", "bias", "running_mean", "running_var")) {
            inputs.add(g.parameter(name, width));
        }
        return g.apply("BatchNormalization", inputs, Attributes.of("epsilon", epsilon));
    }

    private static void assertClose(float[] values, float[] wanted, double most) {
        assertThat(values).hasSameSizeAs(wanted);
        for (int i = 0; i < values.length; i++) {
            double size = Math.max(1, Math.abs(wanted[i]));
            assertThat((double) values[i]).isCloseTo(wanted[i], within(most * size));
        }
    }
}
