package dev.halftone.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
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
        byte[] whole = model(conv(floats(4, 3, 1, 1))).toByteArray();

        assertThat(problem(Arrays.copyOf(whole, whole.length / 2))).contains("cut off");
    }

    @Test
    void aTensorThatDeclaresMoreThanIsThereIsNotAllocated() {
        TensorProto lie = floats(4, 3, 1, 1).toBuilder().setDims(0, 80_000_000).build();
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
        ModelProto model = model(graph(node("Relu", "somewhere", "y")));

        assertThat(problem(model))
                .isEqualTo("node 'Relu_y' reads 'somewhere', which nothing makes");
    }

    @Test
    void aCycleIsNamed() {
        ModelProto model = model(graph(node("Relu", "y", "z"), node("Neg", "z", "y")));

        assertThat(problem(model)).contains("is made of what it makes");
    }

    @Test
    void attributesThatAreTooShortAreToldWithTheNode() {
        AttributeProto.Builder pads =
                AttributeProto.newBuilder()
                        .setName("pads")
                        .setType(AttributeProto.AttributeType.INTS)
                        .addInts(1)
                        .addInts(0);
        GraphProto.Builder graph = conv(floats(4, 3, 1, 1)).toBuilder();
        graph.setNode(0, graph.getNode(0).toBuilder().addAttribute(pads));
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
            nodes[i] = node("Relu", i == 0 ? "x" : "v" + i, i == 10_000 ? "y" : "v" + (i + 1));
        }

        assertThat(problem(model(graph(nodes))))
                .isEqualTo("the network has 10001 nodes; programs have at most 10000");
    }

    @Test
    void graphsWithinNodesThatDoNotFitAreTold() {
        NodeProto loop = node("Loop", "x", "y").toBuilder().addInput("x").addInput("x").build();
        GraphProto less = graph(node("Relu", "x", "y"));
        GraphProto unknown =
                less.toBuilder()
                        .addInput(less.getInput(0).toBuilder().setName("a"))
                        .addInput(less.getInput(0).toBuilder().setName("b"))
                        .setNode(0, node("Relu", "nowhere", "y"))
                        .addOutput(less.getInput(0))
                        .build();

        assertThat(problem(model(graph(loop)))).isEqualTo("node 'Loop_y' (Loop) has no 'body'");
        assertThat(problem(model(graph(with(loop, less)))))
                .isEqualTo("node 'Loop_y' (Loop) calls its 'body' with 3 values; it takes 1");
        assertThat(problem(model(graph(with(loop, unknown)))))
                .isEqualTo("node 'Loop_y' reads 'nowhere', which nothing makes");
        assertThat(problem(model(graph(with(node("Relu", "x", "y"), less)))))
                .isEqualTo("node 'Relu_y' (Relu) holds a graph");
    }

    private static NodeProto with(NodeProto node, GraphProto body) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder()
                        .setName("body")
                        .setType(AttributeProto.AttributeType.GRAPH)
                        .setG(body);
        return node.toBuilder().addAttribute(attribute).build();
    }

    @Test
    void nodesInAnyOrderAreSorted() {
        OnnxModel read = read(model(graph(node("Relu", "z", "y"), node("Neg", "x", "z"))));

        assertThat(read.graph().nodes()).extracting(n -> n.op()).containsExactly("Neg", "Relu");
    }

    @Test
    void aValueMadeTwiceIsNamed() {
        ModelProto model = model(graph(node("Relu", "x", "y"), node("Neg", "x", "y")));

        assertThat(problem(model))
                .isEqualTo("value 'y' is made twice, the second time by node 'Neg_y'");
    }

    @Test
    void anUnknownOperatorIsNamedWithTheNearest() {
        ProblemException e = thrown(model(graph(node("Sigmiod", "x", "y"))).toByteArray());

        assertThat(e.problems().get(0).message())
                .isEqualTo(
                        "the engine does not know the operator 'Sigmiod' of node 'Sigmiod_y', opset 17");
        assertThat(e.problems().get(0).hint()).contains("the nearest it knows is 'Sigmoid'");
    }

    @Test
    void aFunctionThatCallsItselfIsAProblem() {
        ModelProto.Builder model = model(graph(node("F", "x", "y"))).toBuilder();
        model.addFunctions(
                FunctionProto.newBuilder()
                        .setName("F")
                        .addInput("x")
                        .addOutput("y")
                        .addNode(node("F", "x", "y")));

        assertThat(problem(model.build())).isEqualTo("the function 'F' calls itself");
    }

    @Test
    void externalDataMayNotLeaveTheFolder(@TempDir Path folder) throws IOException {
        Path inside = Files.createDirectory(folder.resolve("model"));
        Files.write(folder.resolve("secret.bin"), new byte[48]);
        Files.createSymbolicLink(inside.resolve("link.bin"), folder.resolve("secret.bin"));
        Files.write(inside.resolve("short.bin"), new byte[40]);

        for (String location : List.of("../secret.bin", "/etc/passwd", "link.bin", "")) {
            assertThat(problem(inside, external(location)))
                    .as(location)
                    .contains("is not in the model's folder");
        }
        assertThat(problem(inside, external("nowhere.bin"))).contains("which is not there");
        Files.createDirectory(inside.resolve("folder"));
        assertThat(problem(inside, external("folder"))).contains("which is no file");
        assertThat(problem(inside, external("short.bin")))
                .isEqualTo("tensor 'w' takes bytes 0 to 48 of 'short.bin', which has only 40");
    }

    @Test
    void noTextOfAFileGetsIntoTheProgram(@TempDir Path folder) {
        Path owned = folder.resolve("owned");
        String call = "v9 = torch.from_file(\"%s\", True, 10)".formatted(owned);
        NodeProto named = node("Relu", "x", "y").toBuilder().setName("a\n    " + call).build();
        AttributeProto text =
                AttributeProto.newBuilder()
                        .setName("approximate")
                        .setType(AttributeProto.AttributeType.STRING)
                        .setS(ByteString.copyFromUtf8("none\")\n    " + call + "\n    #"))
                        .build();
        NodeProto worded = node("Gelu", "x", "y").toBuilder().addAttribute(text).build();

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

    @Test
    void externalDataInTheFolderIsRead(@TempDir Path folder) throws IOException {
        Files.write(folder.resolve("w.bin"), new byte[48]);
        Path file = folder.resolve("m.onnx");
        Files.write(file, model(conv(external("w.bin"))).toByteArray());

        OnnxModel model = new OnnxReader(engine.manager()).read(file);

        assertThat(model.weights().get("w").sum().getFloat()).isZero();
        assertThat(model.beside()).hasSize(1);
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

    private String problem(Path folder, TensorProto tensor) throws IOException {
        Path file = folder.resolve("m.onnx");
        Files.write(file, model(conv(tensor)).toByteArray());
        return catchThrowableOfType(
                        ProblemException.class, () -> new OnnxReader(engine.manager()).read(file))
                .problems()
                .get(0)
                .message();
    }

    private static TensorProto floats(long... shape) {
        int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        TensorProto.Builder tensor = TensorProto.newBuilder().setName("w").setDataType(1);
        Arrays.stream(shape).forEach(tensor::addDims);
        return tensor.setRawData(ByteString.copyFrom(new byte[4 * count])).build();
    }

    private static TensorProto external(String location) {
        return floats(4, 3, 1, 1).toBuilder()
                .clearRawData()
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue(location))
                .build();
    }

    private static GraphProto conv(TensorProto weight) {
        NodeProto conv =
                node("Conv", "x", "y").toBuilder()
                        .addInput("w")
                        .addAttribute(
                                AttributeProto.newBuilder()
                                        .setName("kernel_shape")
                                        .setType(AttributeProto.AttributeType.INTS)
                                        .addInts(1)
                                        .addInts(1))
                        .build();
        return graph(conv).toBuilder().addInitializer(weight).build();
    }

    private static NodeProto node(String op, String input, String output) {
        return NodeProto.newBuilder().setOpType(op).addInput(input).addOutput(output).build();
    }

    private static GraphProto graph(NodeProto... nodes) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        for (long dimension : new long[] {1, 3, 8, 8}) {
            shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dimension));
        }
        TypeProto type =
                TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder().setElemType(1).setShape(shape))
                        .build();
        return GraphProto.newBuilder()
                .setName("g")
                .addInput(ValueInfoProto.newBuilder().setName("x").setType(type))
                .addOutput(ValueInfoProto.newBuilder().setName("y"))
                .addAllNode(List.of(nodes))
                .build();
    }

    private static ModelProto model(GraphProto graph) {
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph)
                .build();
    }
}
