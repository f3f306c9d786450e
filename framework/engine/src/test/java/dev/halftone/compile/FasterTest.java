package dev.halftone.compile;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.TensorSpec;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Range;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What makes programs fast leaves their answers as they are. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FasterTest {
    private TorchEngine engine;
    private NDManager manager;

    @BeforeAll
    void start() {
        engine = TorchEngine.start("cpu");
        manager = engine.manager().newSubManager();
    }

    @AfterAll
    void stop() {
        manager.close();
        engine.close();
    }

    private static Value norm(GraphBuilder g, Value x, int width) {
        List<Value> inputs =
                List.of(
                        x,
                        g.parameter("gamma", width),
                        g.parameter("beta", width),
                        g.parameter("mean", width),
                        g.parameter("variance", width));
        return g.apply("BatchNormalization", inputs, Attributes.of("epsilon", 1e-3));
    }

    /** A layer and its normalization; with the layer's output shown, nothing can be folded. */
    private static Graph normalized(String op, boolean biased, boolean shown) {
        GraphBuilder g = Graph.builder("net");
        Value x = op.equals("Gemm") ? input(g, 2, 6) : input(g, 2, 6, 5, 5);
        Value w = op.equals("Gemm") ? g.parameter("w", 6, 6) : g.parameter("w", 6, 6, 3, 3);
        Attributes attributes =
                op.equals("Gemm")
                        ? Attributes.of("transB", 1)
                        : Attributes.of("kernel_shape", new long[] {3, 3});
        List<Value> inputs = biased ? List.of(x, w, g.parameter("b", 6)) : List.of(x, w);
        Value made = g.apply(op, inputs, attributes);
        Value y = norm(g, made, 6);
        return shown ? g.build(y, made) : g.build(y);
    }

    private static Value input(GraphBuilder g, long... shape) {
        return g.input("x", DataType.FLOAT32, shape);
    }

    @Test
    void foldsBatchNormsIntoWhatIsBeforeThem() {
        for (String op : List.of("Conv", "ConvTranspose", "Gemm")) {
            for (boolean biased : new boolean[] {true, false}) {
                if (op.equals("Gemm") && !biased) {
                    continue;
                }
                Graph folding = normalized(op, biased, false);
                assertThat(source(folding, Plan.EMPTY)).doesNotContain("batch_norm");
                assertThat(run(folding, Plan.EMPTY))
                        .as(op + biased)
                        .usingComparatorWithPrecision(1e-4f)
                        .containsExactly(run(normalized(op, biased, true), Plan.EMPTY));
            }
        }
        assertThat(source(normalized("Conv", true, true), Plan.EMPTY)).contains("batch_norm");
    }

    @Test
    void makesOneOfAnActivationAndItsGate() {
        GraphBuilder g = Graph.builder("swish");
        Value x = input(g, 2, 6, 5, 5);
        Value gate = g.apply("Sigmoid", x);
        Graph alone = g.build(g.multiply(gate, x));
        Graph shown =
                new Graph(
                        "s",
                        alone.inputs(),
                        Map.of(),
                        alone.nodes(),
                        List.of(alone.outputs().get(0), gate.name()));

        assertThat(source(alone, Plan.EMPTY)).contains("silu").doesNotContain("sigmoid");
        assertThat(source(shown, Plan.EMPTY)).doesNotContain("silu");
        assertThat(run(alone, Plan.EMPTY))
                .usingComparatorWithPrecision(1e-6f)
                .containsExactly(run(shown, Plan.EMPTY));
    }

    private static Graph clipped(boolean shown) {
        GraphBuilder g = Graph.builder("clipped");
        Value x = g.conv(input(g, 2, 6, 5, 5), "a", 6, 6, 3, 1, 1);
        Value clip = g.apply("Clip", x, g.scalar(0), g.scalar(6));
        Value y = g.conv(clip, "b", 6, 6, 3, 1, 1);
        return shown ? g.build(y, clip) : g.build(y);
    }

    private static Plan input(Graph graph, float low, float high) {
        Site site =
                Sites.of(graph).stream().filter(s -> s.id().equals("b:input")).findFirst().get();
        return Plan.EMPTY.with(site, Affine.covering(Range.of(low, high), 8, false));
    }

    @Test
    void aGridThatEndsNoLaterClipsAlone() {
        Plan within = input(clipped(false), 0, 5.9f);

        assertThat(source(clipped(false), within)).doesNotContain("clamp_(v");
        assertThat(source(clipped(true), within)).contains("clamp_(v");
        assertThat(source(clipped(false), input(clipped(false), -1, 5))).contains("clamp_(v");
        assertThat(source(clipped(false), input(clipped(false), 0, 7))).contains("clamp_(v");
        assertThat(run(clipped(false), within)).containsExactly(run(clipped(true), within));
    }

    private String source(Graph graph, Plan plan) {
        Bound bound = Snaps.insert(Bound.of(graph, weights(graph), plan), plan, Set.of());
        return Writer.write(bound, Set.of()).source();
    }

    private float[] run(Graph graph, Plan plan) {
        try (Program program = engine.compile(graph, weights(graph), plan, Set.of())) {
            TensorSpec x = graph.inputs().get(0);
            return program.run(new NDList(values("x", x.shape()))).get(0).toFloatArray();
        }
    }

    private Map<String, NDArray> weights(Graph graph) {
        Map<String, NDArray> weights = new HashMap<>();
        graph.parameters()
                .forEach(
                        (name, spec) -> {
                            NDArray values = values(name, spec.shape());
                            boolean positive = name.equals("variance");
                            weights.put(name, positive ? values.abs().add(0.1) : values);
                        });
        return weights;
    }

    private NDArray values(String name, Shape shape) {
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(1.7 * i + name.hashCode() % 100);
        }
        return manager.create(values, shape);
    }
}
