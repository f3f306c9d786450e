package dev.halftone.onnx;

import static dev.halftone.onnx.SmallModels.body;
import static dev.halftone.onnx.SmallModels.conv;
import static dev.halftone.onnx.SmallModels.floats;
import static dev.halftone.onnx.SmallModels.model;
import static dev.halftone.onnx.SmallModels.node;
import static dev.halftone.onnx.SmallModels.numbers;
import static dev.halftone.onnx.SmallModels.text;
import static dev.halftone.onnx.SmallModels.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.halftone.engine.TorchEngine;
import dev.halftone.plan.Plan;
import dev.halftone.problem.ProblemException;
import dev.halftone.program.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Broken and hostile files are problems, never crashes, and cost no memory. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadModelsTest {
    @AutoClose private final TorchEngine engine = TorchEngine.start("cpu");

    @Test
    void somethingElseIsNoModel() {
        assertThat(problem("halftone".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("the file is no ONNX model, or is cut off or damaged");
        assertThat(problem(new byte[0])).isEqualTo("the file holds no ONNX graph");
    }

    @Test
    void aCutOffModelIsToldAsSuch() {
        byte[] whole = model(conv(floats("w", 4, 3, 1, 1))).toByteArray();

        assertThat(problem(Arrays.copyOf(whole, whole.length / 2))).contains("cut off");
    }

    @Test
    void aTensorThatDeclaresMoreThanIsThereIsNotAllocated() {
        TensorProto lie = floats("w", 4, 3, 1, 1).toBuilder().setDims(0, 80_000_000).build();
        TensorProto overflow = lie.toBuilder().setDims(1, Long.MAX_VALUE).build();
        TensorProto negative = lie.toBuilder().setDims(1, -3).build();

        assertThat(problem(model(conv(lie))))
                .isEqualTo(
                        "tensor 'w' of shape [80000000, 3, 1, 1] takes 960000000 bytes, but 48 are there");
        assertThat(problem(model(conv(overflow)))).contains("larger than the 2 GB");
        assertThat(problem(model(conv(negative)))).isEqualTo("tensor 'w' has a dimension of -3");
    }

    @Test
    void typedFieldsAreCountedToo() {
        TensorProto few =
                TensorProto.newBuilder()
                        .setName("w")
                        .setDataType(1)
                        .addDims(100_000_000)
                        .addFloatData(1)
                        .build();

        assertThat(problem(model(conv(few))))
                .isEqualTo(
                        "tensor 'w' of shape [100000000] has 100000000 elements, but 1 are there");
    }

    @Test
    void aMissingInputIsNamed() {
        ModelProto model = model(graph(node("Relu", "y", "somewhere")));

        assertThat(problem(model))
                .isEqualTo("node 'Relu_y' reads 'somewhere', which nothing makes");
    }

    @Test
    void aNodeThatReadsTooLittleIsNamed() {
        NodeProto bare = NodeProto.newBuilder().setOpType("Gather").addOutput("y").build();

        assertThat(problem(model(graph(bare))))
                .isEqualTo("node 'Gather_y' (Gather) lacks its input 1");
        assertThat(problem(model(graph(node("Conv", "y", "x")))))
                .isEqualTo("node 'Conv_y' (Conv) lacks its input 2");
    }

    @Test
    void aCycleIsNamed() {
        ModelProto model = model(graph(node("Relu", "z", "y"), node("Neg", "y", "z")));

        assertThat(problem(model)).contains("is made of what it makes");
    }

    @Test
    void attributesThatAreTooShortAreToldWithTheNode() {
        GraphProto.Builder graph = conv(floats("w", 4, 3, 1, 1)).toBuilder();
        graph.setNode(0, with(graph.getNode(0), numbers("pads", 1, 0)));
        OnnxModel read = read(model(graph.build()));

        assertThatThrownBy(() -> engine.compile(read.graph(), read.weights(), Plan.EMPTY, Set.of()))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(
                        "operator 'Conv' of node 'Conv_y' has attributes or operands that do not fit each other");
    }

    @Test
    void moreNodesThanAProgramMayHaveAreToldWhileTheFileIsRead() {
        NodeProto[] nodes = new NodeProto[10_001];
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = node("Relu", i == 10_000 ? "y" : "v" + (i + 1), i == 0 ? "x" : "v" + i);
        }

        assertThat(problem(model(graph(nodes))))
                .isEqualTo("the network has 10001 nodes; programs have at most 10000");
    }

    @Test
    void graphsWithinNodesThatDoNotFitAreTold() {
        NodeProto loop = node("Loop", "y", "x", "x", "x");
        GraphProto less = graph(node("Relu", "y", "x"));
        GraphProto unknown =
                less.toBuilder()
                        .addInput(less.getInput(0).toBuilder().setName("a"))
                        .addInput(less.getInput(0).toBuilder().setName("b"))
                        .setNode(0, node("Relu", "y", "nowhere"))
                        .addOutput(less.getInput(0))
                        .build();

        assertThat(problem(model(graph(loop)))).isEqualTo("node 'Loop_y' (Loop) has no 'body'");
        assertThat(problem(model(graph(with(loop, body(less))))))
                .isEqualTo("node 'Loop_y' (Loop) calls its 'body' with 3 values; it takes 1");
        assertThat(problem(model(graph(with(loop, body(unknown))))))
                .isEqualTo("node 'Loop_y' reads 'nowhere', which nothing makes");
        assertThat(problem(model(graph(with(node("Relu", "y", "x"), body(less))))))
                .isEqualTo("node 'Relu_y' (Relu) holds a graph");
    }

    @Test
    void nodesInAnyOrderAreSorted() {
        OnnxModel read = read(model(graph(node("Relu", "y", "z"), node("Neg", "z", "x"))));

        assertThat(read.graph().nodes()).extracting(n -> n.op()).containsExactly("Neg", "Relu");
    }

    @Test
    void aValueMadeTwiceIsNamed() {
        ModelProto model = model(graph(node("Relu", "y", "x"), node("Neg", "y", "x")));

        assertThat(problem(model))
                .isEqualTo("value 'y' is made twice, the second time by node 'Neg_y'");
    }

    @Test
    void anUnknownOperatorIsNamedWithTheNearest() {
        ProblemException e = thrown(model(graph(node("Sigmiod", "y", "x"))).toByteArray());

        assertThat(e.problems().get(0).message())
                .isEqualTo(
                        "the engine does not know the operator 'Sigmiod' of node 'Sigmiod_y', opset 17");
        assertThat(e.problems().get(0).hint()).contains("the nearest it knows is 'Sigmoid'");
    }

    @Test
    void aFunctionThatCallsItselfIsAProblem() {
        ModelProto.Builder model = model(graph(node("F", "y", "x"))).toBuilder();
        model.addFunctions(
                FunctionProto.newBuilder()
                        .setName("F")
                        .addInput("x")
                        .addOutput("y")
                        .addNode(node("F", "y", "x")));

        assertThat(problem(model.build())).isEqualTo("the function 'F' calls itself");
    }

    @Test
    void noTextOfAFileGetsIntoTheProgram(@TempDir Path folder) {
        Path owned = folder.resolve("owned");
        String call = "v9 = torch.from_file(\"%s\", True, 10)".formatted(owned);
        NodeProto named = node("Relu", "y", "x").toBuilder().setName("a\n    " + call).build();
        String words = "none\")\n    " + call + "\n    #";
        NodeProto worded = with(node("Gelu", "y", "x"), text("approximate", words));

        run(read(model(graph(named))));
        assertThatThrownBy(() -> run(read(model(graph(worded)))))
                .hasMessageContaining("that is no word");
        assertThat(owned).doesNotExist();
    }

    private void run(OnnxModel model) {
        try (Program program =
                        engine.compile(model.graph(), model.weights(), Plan.EMPTY, Set.of());
                NDManager batch = engine.manager().newSubManager()) {
            program.run(new NDList(batch.zeros(new Shape(1, 3, 8, 8))));
        }
    }

    /** Whatever bytes are changed: the model is read and compiled, or there is a problem. */
    @Test
    void changedBytesAreReadOrTold() throws IOException {
        byte[] whole = Files.readAllBytes(Path.of("src/test/resources/onnx/small.onnx"));
        Random random = new Random(11);
        int read = 0;
        for (int round = 0; round < 1500; round++) {
            byte[] changed = changed(whole, random);
            try (NDManager manager = engine.manager().newSubManager()) {
                OnnxModel model = new OnnxReader(manager).read(changed);
                engine.compile(model.graph(), model.weights(), Plan.EMPTY, Set.of()).close();
                read++;
            } catch (ProblemException e) {
                assertThat(e.problems()).isNotEmpty();
            }
        }

        assertThat(read).isBetween(100, 1400);
    }

    private static byte[] changed(byte[] whole, Random random) {
        byte[] changed = whole.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            changed[random.nextInt(changed.length)] =
                    (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextInt(12));
        }
        boolean cut = random.nextInt(8) == 0;
        return cut ? Arrays.copyOf(changed, random.nextInt(changed.length)) : changed;
    }

    private OnnxModel read(ModelProto model) {
        return new OnnxReader(engine.manager()).read(model.toByteArray());
    }

    private String problem(ModelProto model) {
        return problem(model.toByteArray());
    }

    private String problem(byte[] bytes) {
        return thrown(bytes).problems().get(0).message();
    }

    private ProblemException thrown(byte[] bytes) {
        return catchThrowableOfType(
                ProblemException.class, () -> new OnnxReader(engine.manager()).read(bytes));
    }

    private static GraphProto graph(NodeProto... nodes) {
        return SmallModels.graph(1, 3, 8, 8).addAllNode(List.of(nodes)).build();
    }
}
