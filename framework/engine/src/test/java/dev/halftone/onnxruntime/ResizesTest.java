package dev.halftone.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.onnxruntime.OrtEnvironment;
import dev.halftone.compile.Bound;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Node;
import dev.halftone.graph.Value;
import dev.halftone.onnx.Resizes;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Resizing by products against ONNX Runtime's own operator. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ResizesTest {
    private final TorchEngine torch = TorchEngine.start("cpu");

    @AfterAll
    void close() {
        torch.close();
    }

    @ParameterizedTest
    @CsvSource({
        "half_pixel, 16, 16, 64, 64",
        "half_pixel, 7, 12, 5, 31",
        "half_pixel_symmetric, 9, 6, 13, 4",
        "pytorch_half_pixel, 5, 8, 3, 20",
        "align_corners, 6, 5, 11, 14",
        "asymmetric, 6, 5, 11, 14",
        "half_pixel, 3, 700, 6, 900",
    })
    void givesWhatTheOperatorGives(String how, int rows, int columns, int to, int wide) {
        for (String mode : List.of("cubic", "linear")) {
            Attributes attributes =
                    Attributes.of("mode", mode).with("coordinate_transformation_mode", how);
            Graph graph = graph(attributes, new long[] {2, 3, rows, columns}, 2, 3, to, wide);
            try (NDManager manager = torch.manager().newSubManager()) {
                NDArray x = manager.arange(6f * rows * columns).mul(0.7f).sin().mul(2);
                x = x.reshape(2, 3, rows, columns);
                Bound bound = Bound.of(graph, Map.of(), Plan.EMPTY);
                float[] own = runtime(bound, x);

                Program program = torch.compile(graph, Map.of(), Plan.EMPTY, Set.of());
                assertNear(runtime(Resizes.asProducts(bound), x), own, Math.max(columns, wide));
                assertNear(run(program, x), own, Math.max(columns, wide));
            }
        }
    }

    @Test
    void onlyTheIdentityIsLeftToTheOperator() {
        Attributes cubic = Attributes.of("mode", "cubic");
        for (Attributes attributes : List.of(cubic, cubic.with("axes", List.of(-2L, -1L)))) {
            long[] sizes = attributes.has("axes") ? new long[] {8, 9} : new long[] {2, 3, 8, 9};
            Graph made = products(graph(attributes, new long[] {2, 3, 4, 5}, sizes));

            assertThat(made.nodes().stream().filter(node -> node.op().equals("MatMul"))).hasSize(2);
            assertThat(made.nodes().stream().filter(node -> node.op().equals("Resize")))
                    .hasSize(2)
                    .allMatch(node -> made.isParameter(node.input(0)));
            assertThat(made.nodes()).extracting(Node::name).contains("Resize");
        }
    }

    @Test
    void leavesWhatIsNotLinearOrNotKnown() {
        Attributes cubic = Attributes.of("mode", "cubic");
        long[] known = {2, 3, 4, 5};
        for (Graph graph :
                List.of(
                        graph(Attributes.of("mode", "nearest"), known, 2, 3, 8, 9),
                        graph(Attributes.of("mode", "linear"), known, 2, 3, 8, 9),
                        graph(
                                cubic.with("coordinate_transformation_mode", "tf_crop_and_resize"),
                                known,
                                2,
                                3,
                                8,
                                9),
                        graph(
                                cubic.with("keep_aspect_ratio_policy", "not_larger"),
                                known,
                                2,
                                3,
                                8,
                                9),
                        graph(cubic, new long[] {2, 3, -1, 5}, 2, 3, 8, 9),
                        graph(cubic, new long[] {2, 3, 2000, 5}, 2, 3, 8, 9),
                        graph(cubic.with("antialias", 1), known, 2, 3, 8, 9),
                        graph(cubic, known, 2, 3, 1, 9),
                        graph(cubic, known, 2, 6, 8, 9))) {
            assertThat(products(graph).nodes()).isEqualTo(graph.nodes());
        }
    }

    private static Graph products(Graph graph) {
        return Resizes.asProducts(Bound.of(graph, Map.of(), Plan.EMPTY)).graph();
    }

    private static Graph graph(Attributes attributes, long[] shape, long... sizes) {
        GraphBuilder g = Graph.builder("resized");
        Value x = g.input("x", DataType.FLOAT32, shape);
        Value nothing = new Value("");
        List<Value> inputs = List.of(x, nothing, nothing, g.integers(sizes));
        return g.build(g.apply("Resize", inputs, attributes));
    }

    private static float[] runtime(Bound bound, NDArray x) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        return run(OnnxRuntimeProgram.of(environment, bound, 1, true), x);
    }

    private static float[] run(Program program, NDArray x) {
        try (program) {
            return program.run(new NDList(x)).get(0).toFloatArray();
        }
    }

    /** Coordinates are rounded to float32, so weights differ by parts of the longest side. */
    private static void assertNear(float[] found, float[] expected, int longest) {
        assertThat(found).hasSameSizeAs(expected);
        float tolerance = 1e-6f + longest * 0x1p-22f;
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i]).as("value %d", i).isCloseTo(expected[i], within(tolerance));
        }
    }
}
