package dev.halftone.fusion;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Node;
import dev.halftone.graph.Value;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Operators that exporters write as several become one that computes the same. */
@Tag("engine")
class FusionTest {
    private static final double ROOT = Math.sqrt(2);

    private record Case(String name, String op, BiFunction<GraphBuilder, Value, Value> written) {}

    private static List<Case> cases() {
        return List.of(
                new Case("gelu of PyTorch", "Gelu", (g, x) -> half(g, times(g, x, erf(g, x)))),
                new Case("gelu, x halved", "Gelu", (g, x) -> times(g, half(g, x), erf(g, x))),
                new Case("gelu, sum halved", "Gelu", (g, x) -> times(g, half(g, erf(g, x)), x)),
                new Case(
                        "gelu by a product",
                        "Gelu",
                        (g, x) -> {
                            Value inside = g.multiply(g.scalar(1 / ROOT), x);
                            Value sum = g.add(g.scalar(1), g.apply("Erf", inside));
                            return g.divide(g.multiply(x, sum), g.scalar(2));
                        }),
                new Case("layer norm", "LayerNormalization", FusionTest::norm),
                new Case(
                        "hard swish by a gate",
                        "HardSwish",
                        (g, x) -> {
                            Attributes slope = Attributes.of("alpha", 1 / 6.0f);
                            return g.multiply(x, g.apply("HardSigmoid", List.of(x), slope));
                        }),
                new Case(
                        "hard swish, divided first",
                        "HardSwish",
                        (g, x) -> g.multiply(x, g.divide(clip(g, x), g.scalar(6)))),
                new Case(
                        "hard swish, divided last",
                        "HardSwish",
                        (g, x) -> g.divide(g.multiply(clip(g, x), x), g.scalar(6))));
    }

    private static Value half(GraphBuilder g, Value x) {
        return g.multiply(x, g.scalar(0.5));
    }

    private static Value times(GraphBuilder g, Value x, Value y) {
        return g.multiply(x, y);
    }

    private static Value erf(GraphBuilder g, Value x) {
        return g.add(g.apply("Erf", g.divide(x, g.scalar(ROOT))), g.scalar(1));
    }

    private static Value clip(GraphBuilder g, Value x) {
        return g.apply("Clip", g.add(x, g.scalar(3)), g.scalar(0), g.scalar(6));
    }

    private static Value norm(GraphBuilder g, Value x) {
        Value distance = g.subtract(x, mean(g, x));
        Value variance = mean(g, g.apply("Pow", distance, g.scalar(2)));
        Value root = g.apply("Sqrt", g.add(variance, g.scalar(1e-5)));
        Value scaled = g.multiply(g.divide(distance, root), g.parameter("scale", 8));
        return g.add(scaled, g.parameter("bias", 8));
    }

    private static Value mean(GraphBuilder g, Value x) {
        return g.apply("ReduceMean", x, g.integers(-1));
    }

    @TestFactory
    Stream<DynamicTest> computesTheSame() {
        return cases().stream().map(c -> DynamicTest.dynamicTest(c.name, () -> check(c)));
    }

    private static void check(Case c) {
        GraphBuilder g = Graph.builder(c.name);
        Value x = g.input("x", DataType.FLOAT32, 16, 8);
        Graph written = g.build(c.written.apply(g, x));
        Graph fused = fused(written);
        assertThat(fused.nodes()).extracting(Node::op).containsExactly(c.op);

        try (TorchEngine engine = TorchEngine.start("cpu");
                NDManager batch = engine.manager().newSubManager()) {
            NDArray values = batch.arange(-64f, 64f).div(13).reshape(8, 16).transpose();
            assertThat(run(engine, batch, fused, values))
                    .usingComparatorWithPrecision(2e-6f)
                    .containsExactly(run(engine, batch, written, values));
        }
    }

    private static float[] run(TorchEngine engine, NDManager batch, Graph graph, NDArray x) {
        Map<String, NDArray> weights =
                Map.of(
                        "scale", batch.arange(1f, 9f),
                        "bias", batch.arange(-4f, 4f));
        try (Program program = engine.compile(graph, weights, Plan.EMPTY, Set.of())) {
            return program.run(new NDList(x)).get(0).toFloatArray();
        }
    }

    @Test
    void leavesWhatSomebodyElseReads() {
        GraphBuilder g = Graph.builder("shown");
        Value x = g.input("x", DataType.FLOAT32, 16, 8);
        Value sum = erf(g, x);
        Graph shown = g.build(half(g, times(g, x, sum)), sum);

        assertThat(fused(shown).nodes()).extracting(Node::op).doesNotContain("Gelu");
    }

    private static Graph fused(Graph graph) {
        Map<String, Double> numbers = new HashMap<>();
        for (Node node : graph.nodes()) {
            if (node.op().equals("Constant")) {
                double listed =
                        node.attributes().integers("value_ints").map(i -> i.get(0)).orElse(0L);
                numbers.put(node.output(), node.attributes().real("value_float", listed));
            }
        }
        Numbers known =
                new Numbers() {
                    @Override
                    public Optional<Double> number(String value) {
                        return Optional.ofNullable(numbers.get(value));
                    }

                    @Override
                    public boolean isVector(String value) {
                        return graph.isParameter(value);
                    }
                };
        List<Node> nodes = Fusion.of(graph.nodes(), graph.outputs(), known);
        return new Graph(graph.name(), graph.inputs(), graph.parameters(), nodes, graph.outputs())
                .between(graph.inputs(), graph.outputs());
    }
}
