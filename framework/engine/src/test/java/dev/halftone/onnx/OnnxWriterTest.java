package dev.halftone.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import dev.halftone.compile.Bound;
import dev.halftone.engine.TinyVit;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.onnxruntime.OnnxRuntime;
import dev.halftone.plan.Plan;
import dev.halftone.problem.ProblemException;
import dev.halftone.program.Program;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is written, as ONNX Runtime runs it. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OnnxWriterTest {
    /** What ONNX Runtime does not have, or does otherwise than the specification. */
    private static final List<String> NOT_THERE =
            List.of(
                    "test_clip_default_int8_max_expanded",
                    "test_clip_default_int8_min_expanded",
                    "test_convinteger_with_padding",
                    "test_mod_float32_mixed_sign_fmod_0",
                    "test_reduce_max_empty_set_bool",
                    "test_resize_downsample_scales_cubic_align_corners",
                    "test_resize_downsample_scales_linear_align_corners",
                    "test_spacetodepth_crd_mode_example");

    @AutoClose private final TorchEngine engine = TorchEngine.start("cpu");
    private final OnnxRuntime runtime = OnnxRuntime.start(1, engine.isExact());

    @Test
    void everyOperatorMeansToOnnxRuntimeWhatItMeansHere() {
        Path zip = material().resolve("onnx_node_tests/node_tests.zip");
        List<String> failures = new ArrayList<>();

        BackendTests.Count count =
                new BackendTests(
                                engine.manager(),
                                (graph, model) -> runtime.inFloat(graph, model.weights()))
                        .run(
                                zip,
                                outcome -> {
                                    boolean passed = outcome.result() == BackendTests.Result.PASS;
                                    if (!passed && !NOT_THERE.contains(outcome.name())) {
                                        failures.add(outcome.toString());
                                    }
                                });

        assertThat(failures).isEmpty();
        assertThat(count.passed()).isGreaterThan(500);
    }

    @Test
    void realNetworksComeBackTheSame(@TempDir Path folder) {
        Path material = material();
        for (String name : List.of("efficientnet_lite0", "yolox_nano")) {
            OnnxModel read = read(material.resolve(name).resolve(name + ".onnx"));
            NDArray x = picture(read.graph());
            Path file = folder.resolve(name + ".onnx");
            OnnxWriter.write(file, bound(read.graph(), read.weights()), Map.of("made-by", "test"));
            OnnxModel again = read(file);
            float[] expected = torch(read.graph(), read.weights(), x);

            close(torch(again.graph(), again.weights(), x), expected, 1e-6);
            // ONNX Runtime differs as much from itself, with and without its optimizations.
            close(onnxRuntime(read.graph(), read.weights(), x), expected, 1e-4);
            assertThat(again.metadata()).containsEntry("made-by", "test");
            assertThat(ids(again.graph())).isEqualTo(ids(read.graph()));
        }
    }

    @Test
    void aNetworkOfOursComesBackWithItsSites(@TempDir Path folder) {
        Path file = folder.resolve("tiny.onnx");
        Graph graph = TinyVit.graph();
        try (NDManager manager = engine.manager().newSubManager()) {
            Map<String, NDArray> weights = TinyVit.weights(manager);
            NDArray x = TinyVit.pictures(manager).get(0);

            OnnxWriter.write(file, bound(graph, weights), Map.of());

            OnnxModel again = read(file);
            assertThat(again.graph().parameters().keySet()).containsAll(weights.keySet());
            assertThat(again.graph().inputs().get(0).shape()).isEqualTo(new Shape(-1, 3, 8, 8));
            assertThat(atModules(again.graph())).isEqualTo(atModules(graph));
            close(torch(again.graph(), again.weights(), x), torch(graph, weights, x), 1e-6);
            close(onnxRuntime(graph, weights, x), torch(graph, weights, x), 1e-5);
        }
    }

    @Test
    void largeWeightsLieBesideTheModel(@TempDir Path folder) {
        Path file = folder.resolve("tiny.onnx");
        try (NDManager manager = engine.manager().newSubManager()) {
            Map<String, NDArray> weights = TinyVit.weights(manager);
            NDArray x = TinyVit.pictures(manager).get(0);

            OnnxWriter.write(file, bound(TinyVit.graph(), weights), Map.of(), 1000);

            assertThat(folder.resolve("tiny.onnx.data")).exists();
            OnnxModel again = read(file);
            close(
                    torch(again.graph(), again.weights(), x),
                    torch(TinyVit.graph(), weights, x),
                    1e-6);
        }
    }

    @Test
    void anOutputThatIsAnInputIsGivenAsACopy() {
        GraphBuilder g = Graph.builder("copies");
        Value x = g.input("x", DataType.FLOAT32, -1);
        Value y = g.relu(x);
        Graph graph = g.build(y, x, y);
        try (NDManager manager = engine.manager().newSubManager();
                Program program = runtime.inFloat(graph, Map.of())) {
            NDList made = program.run(new NDList(manager.create(new float[] {-1, 2})));

            assertThat(made.get(0).toFloatArray()).containsExactly(0, 2);
            assertThat(made.get(1).toFloatArray()).containsExactly(-1, 2);
            assertThat(made.get(2).toFloatArray()).containsExactly(0, 2);
        }
    }

    @Test
    void onlyAnAttributeThatChangesSomethingAsksForAYoungerOperatorSet() throws Exception {
        ModelProto usual = blocks("DCR");
        ModelProto other = blocks("CRD");

        assertThat(usual.getOpsetImport(0).getVersion()).isEqualTo(21);
        assertThat(usual.getGraph().getNode(0).getAttributeList())
                .extracting(AttributeProto::getName)
                .containsExactly("blocksize");
        assertThat(other.getOpsetImport(0).getVersion()).isEqualTo(28);
        assertThat(other.getGraph().getNode(0).getAttributeList())
                .extracting(AttributeProto::getName)
                .containsExactlyInAnyOrder("blocksize", "mode");
    }

    @Test
    void theOutputOfATransformerSaysItsShape() throws Exception {
        try (NDManager manager = engine.manager().newSubManager()) {
            Bound bound = bound(TinyVit.graph(), TinyVit.weights(manager));

            ModelProto model = ModelProto.parseFrom(OnnxWriter.content(bound).orElseThrow());

            assertThat(
                            model.getGraph()
                                    .getOutput(0)
                                    .getType()
                                    .getTensorType()
                                    .getShape()
                                    .getDimList())
                    .hasSize(2)
                    .first()
                    .matches(batch -> batch.getDimParam().equals("batch"));
        }
    }

    private static ModelProto blocks(String mode) throws Exception {
        GraphBuilder g = Graph.builder("blocks");
        Value x = g.input("x", DataType.FLOAT32, 1, 1, 4, 4);
        Attributes attributes = Attributes.of("blocksize", 2).with("mode", mode);
        Graph graph = g.build(g.apply("SpaceToDepth", List.of(x), attributes));
        return ModelProto.parseFrom(OnnxWriter.content(bound(graph, Map.of())).orElseThrow());
    }

    @Test
    void anOperatorThatOnnxDoesNotHaveIsTold() {
        GraphBuilder g = Graph.builder("own");
        Value x = g.input("x", DataType.FLOAT32, 2);
        Graph graph = g.build(g.apply("halftone.Own", List.of(x), Attributes.NONE));

        assertThatThrownBy(() -> OnnxWriter.content(bound(graph, Map.of())))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("halftone.Own");
    }

    @Test
    void aFolderThatIsNotThereIsTold(@TempDir Path folder) {
        Bound bound = bound(TinyVit.graph(), TinyVit.weights(engine.manager()));

        assertThatThrownBy(() -> OnnxWriter.write(folder.resolve("no/tiny.onnx"), bound, Map.of()))
                .isInstanceOf(ProblemException.class);
        assertThat(folder).isEmptyDirectory();
    }

    private static List<String> ids(Graph graph) {
        return Sites.of(graph).stream().map(Site::id).toList();
    }

    /** Nodes outside of any module get their own names as paths. */
    private static List<String> atModules(Graph graph) {
        return Sites.of(graph).stream()
                .map(Site::id)
                .filter(id -> id.startsWith("blocks.") || id.startsWith("head"))
                .toList();
    }

    static Path material() {
        String set = System.getenv("HALFTONE_MATERIAL");
        Path root = Path.of(System.getProperty("halftone.root", "."));
        Path material = set == null ? root.resolve("../shared/material") : Path.of(set);
        Assumptions.assumeTrue(Files.isDirectory(material), "skipped: there is no " + material);
        return material;
    }

    private OnnxModel read(Path file) {
        return new OnnxReader(engine.manager()).read(file);
    }

    private static Bound bound(Graph graph, Map<String, NDArray> weights) {
        return Bound.of(graph, weights, Plan.EMPTY);
    }

    private NDArray input(Graph graph, long batch) {
        long[] shape = graph.inputs().get(0).shape().getShape();
        shape[0] = shape[0] < 0 ? batch : shape[0];
        return engine.manager().randomUniform(-1, 1, new Shape(shape));
    }

    /** Waves of bright and dark, 0 to 255: noise is nothing that these networks have learned. */
    private NDArray picture(Graph graph) {
        long[] shape = graph.inputs().get(0).shape().getShape();
        shape[0] = 1;
        NDArray waves = engine.manager().arange((float) new Shape(shape).size()).mul(0.013);
        return waves.sin().add(1).mul(127.5).reshape(shape);
    }

    private float[] torch(Graph graph, Map<String, NDArray> weights, NDArray x) {
        try (Program program = engine.compile(graph, weights, Plan.EMPTY, Set.of())) {
            return program.run(new NDList(x)).get(0).toFloatArray();
        }
    }

    private float[] onnxRuntime(Graph graph, Map<String, NDArray> weights, NDArray x) {
        try (Program program = runtime.inFloat(graph, weights)) {
            return program.run(new NDList(x)).get(0).toFloatArray();
        }
    }

    /** Relative to the largest value. */
    private static void close(float[] found, float[] expected, double tolerance) {
        double most = 0;
        double apart = 0;
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.length; i++) {
            most = Math.max(most, Math.abs(expected[i]));
            apart = Math.max(apart, Math.abs(found[i] - expected[i]));
        }
        assertThat(apart / most).isLessThan(tolerance);
    }
}
