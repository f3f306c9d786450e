package dev.halftone.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.compile.Bound;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Node;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Rounding;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A file that was written with a plan can be given another one. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FreeNamesTest {
    @AutoClose private final TorchEngine engine = TorchEngine.start("cpu");

    @Test
    void aWrittenPlanIsReplacedByAnother() {
        Graph graph = network();
        try (NDManager manager = engine.manager().newSubManager()) {
            Map<String, NDArray> weights = weights(graph, manager, 0.02f);
            NDArray x = manager.randomUniform(-1, 1, new Shape(2, 4, 6, 6));
            Plan coarse = plan(graph, 0.05f);

            Bound bound = Qdq.of(graph, weights, plan(graph, 0.02f), manager);
            OnnxModel read = new OnnxReader(manager).read(OnnxWriter.content(bound).orElseThrow());

            assertThat(read.plan()).isNotEqualTo(Plan.EMPTY);
            assertThat(read.graph().nodes())
                    .extracting(Node::op)
                    .doesNotContain("QuantizeLinear", "DequantizeLinear");
            float[] expected = run(graph, weights, coarse, x);
            float[] found = run(read.graph(), read.weights(), plan(read.graph(), 0.05f), x);
            assertThat(found).containsExactly(expected);
        }
    }

    /** What the file calls as the engine calls the product before a bias. */
    @Test
    void aNameOfOursInAFileMeansWhatItMeansThere() {
        OnnxModel read =
                new OnnxReader(engine.manager())
                        .read(
                                SmallModels.model(
                                                SmallModels.graph(2)
                                                        .addNode(SmallModels.node("Neg", "a", "x"))
                                                        .addNode(
                                                                SmallModels.node(
                                                                        "Abs", "a/bias", "a"))
                                                        .addNode(
                                                                SmallModels.node(
                                                                        "Add", "y", "a/bias", "a")))
                                        .toByteArray());

        assertThat(read.graph().nodes())
                .extracting(Node::output)
                .containsExactly("a", "file/a/bias", "y");
    }

    private static Graph network() {
        GraphBuilder g = Graph.builder("two");
        Value x = g.input("x", DataType.FLOAT32, 2, 4, 6, 6);
        Value y = g.relu(g.conv(x, "conv", 4, 4, 3, 1, 1));
        Value w = g.parameter("fc.weight", 3, 144);
        Value b = g.parameter("fc.bias", 3);
        return g.build(
                g.at("fc")
                        .apply(
                                "Gemm",
                                List.of(g.reshape(y, 2, 144), w, b),
                                Attributes.of("transB", 1)));
    }

    /** On the grid of the first plan. */
    private static Map<String, NDArray> weights(Graph graph, NDManager manager, float step) {
        Map<String, NDArray> weights = new HashMap<>();
        graph.parameters()
                .forEach(
                        (name, spec) ->
                                weights.put(
                                        name,
                                        manager.randomUniform(-40, 40, spec.shape())
                                                .round()
                                                .mul(name.endsWith("bias") ? 0 : step)));
        return weights;
    }

    private static Plan plan(Graph graph, float step) {
        Affine grid = new Affine(List.of(step), List.of(128), 0, 255, 0, 0, Rounding.DIVIDE);
        Affine even = new Affine(List.of(step), List.of(0), -127, 127, 0, 0, Rounding.DIVIDE);
        Plan plan = Plan.EMPTY;
        for (Site site : Sites.of(graph)) {
            if (Set.of(Role.INPUT, Role.WEIGHT, Role.PRODUCT).contains(site.role())) {
                plan = plan.with(site, site.isWeight() ? even : grid);
            }
        }
        return plan;
    }

    private float[] run(Graph graph, Map<String, NDArray> weights, Plan plan, NDArray x) {
        try (Program program = engine.compile(graph, weights, plan, Set.of())) {
            return program.run(new NDList(x)).get(0).toFloatArray();
        }
    }
}
