package dev.halftone.onnx;

import static dev.halftone.onnx.SmallModels.body;
import static dev.halftone.onnx.SmallModels.model;
import static dev.halftone.onnx.SmallModels.node;
import static dev.halftone.onnx.SmallModels.number;
import static dev.halftone.onnx.SmallModels.one;
import static dev.halftone.onnx.SmallModels.whole;
import static dev.halftone.onnx.SmallModels.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Small files that ask for much: what they ask for is not made while they are read. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BombsTest {
    private static final long THREE_GB = 805_306_368;
    private static final long MEGABYTE = 1024;

    @AutoClose private final TorchEngine engine = TorchEngine.start("cpu");

    static Map<String, GraphProto> graphs() {
        GraphProto.Builder doubling = graph().addInitializer(whole("n0", 1, 2));
        GraphProto.Builder product = graph().addInitializer(whole("n0", 1, 2));
        GraphProto.Builder added = graph().addInitializer(whole("n0", 1, 2));
        for (int i = 0; i < 33; i++) {
            NodeProto concat = node("Concat", "n" + (i + 1), "n" + i, "n" + i);
            doubling.addNode(with(concat, number("axis", 0)));
            added.addNode(node("Unsqueeze", "u" + i, "n" + i, "zero"));
            added.addNode(node("Add", "n" + (i + 1), "u" + i, "row"));
        }
        product.addInitializer(whole("many", LongStream.range(0, 2000).map(i -> 0).toArray()));
        for (int i = 0; i < 5; i++) {
            product.addNode(node("Unsqueeze", "u" + i, "n" + i, "zero"));
            product.addNode(node("Gather", "n" + (i + 1), "u" + i, "many"));
        }
        added.addInitializer(whole("zero", -1)).addInitializer(whole("row", 1, 2));
        product.addInitializer(whole("zero", 0));
        return Map.of(
                "doubled", ending(doubling, "n33"),
                "gathered", ending(product, "n5"),
                "broadcast", ending(added, "n33"),
                "expanded", asked("Expand", whole("w", 1)),
                "tiled", asked("Tile", whole("w", 1)),
                "filled", asked("ConstantOfShape"),
                "padded", asked("Pad", whole("w", 1)));
    }

    @ParameterizedTest
    @MethodSource("names")
    void areNotMadeWhileTheModelIsRead(String name) throws IOException {
        byte[] bytes = model(graphs().get(name)).toByteArray();
        assertThat(bytes).hasSizeLessThan(16_000);
        long before = peak();

        try (NDManager manager = engine.manager().newSubManager()) {
            new OnnxReader(manager).read(bytes);
        } catch (ProblemException e) {
            assertThat(e.problems()).isNotEmpty();
        }

        assertThat(peak() - before).as("peak in kB").isLessThan(300 * MEGABYTE);
    }

    static Set<String> names() {
        return graphs().keySet();
    }

    static Map<String, List<NodeProto>> greedy() {
        return Map.of(
                "scaled", List.of(node("Resize", "big", "x", "", "scale")),
                "resized", List.of(node("Resize", "big", "x", "", "", "much")),
                "expanded", List.of(node("Expand", "big", "x", "row")),
                "tiled", List.of(node("Tile", "big", "x", "much")),
                "tiled and tiled",
                        List.of(
                                node("Tile", "some", "x", "few"),
                                node("Tile", "big", "some", "few")),
                "padded", List.of(node("Pad", "big", "x", "around")),
                "counted", List.of(node("Range", "big", "none", "all", "one")),
                "marked", List.of(node("OneHot", "big", "x", "much", "few")));
    }

    @ParameterizedTest
    @MethodSource("wishes")
    void whatAsksForMoreThanThereIsIsToldWhileTheModelIsRead(String name) throws IOException {
        TensorProto scale =
                TensorProto.newBuilder()
                        .setName("scale")
                        .setDataType(1)
                        .addDims(1)
                        .addFloatData(1e9f)
                        .build();
        GraphProto.Builder graph =
                graph().addInitializer(scale)
                        .addInitializer(whole("much", THREE_GB))
                        .addInitializer(whole("few", 20_000))
                        .addInitializer(whole("row", THREE_GB, 2))
                        .addInitializer(whole("around", 0, THREE_GB))
                        .addInitializer(one("none", 0))
                        .addInitializer(one("all", THREE_GB))
                        .addInitializer(one("one", 1))
                        .addAllNode(greedy().get(name));
        ModelProto model = model(ending(graph, "big"));
        long before = peak();

        assertThatThrownBy(() -> read(model))
                .isInstanceOf(ProblemException.class)
                .hasMessageMatching("(?s).*node '.*_big' makes a tensor of \\d+ elements.*");

        assertThat(peak() - before).as("peak in kB").isLessThan(300 * MEGABYTE);
    }

    static Set<String> wishes() {
        return greedy().keySet();
    }

    @Test
    void threeGigabytesDeclaredInOneKilobyteAreNotMade() throws IOException {
        TensorProto.Builder lie =
                TensorProto.newBuilder().setName("w").setDataType(1).addDims(THREE_GB / 4);
        ModelProto model = model(graph().addInitializer(lie).addNode(node("Add", "y", "x", "w")));
        long before = peak();

        assertThatThrownBy(() -> read(model))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("tensor 'w'");

        assertThat(peak() - before).as("peak in kB").isLessThan(300 * MEGABYTE);
    }

    @Test
    void functionsThatCallEachOtherTwiceEnd() {
        ModelProto.Builder model = model(graph().addNode(node("F40", "y", "x"))).toBuilder();
        for (int i = 1; i <= 40; i++) {
            FunctionProto.Builder function =
                    FunctionProto.newBuilder().setName("F" + i).addInput("x").addOutput("y");
            String called = "F" + (i - 1);
            model.addFunctions(
                    function.addNode(node(called, "a", "x")).addNode(node(called, "y", "a")));
        }
        model.addFunctions(FunctionProto.newBuilder().setName("F0").addInput("x").addOutput("y"));

        assertThatThrownBy(() -> read(model.build()))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("more than 100000 nodes");
    }

    @Test
    void graphsInsideGraphsEnd() {
        GraphProto inner = GraphProto.getDefaultInstance();
        for (int i = 0; i < 60; i++) {
            NodeProto loop = with(node("Loop", "y", "x"), body(inner));
            inner = GraphProto.newBuilder().addNode(loop).build();
        }
        GraphProto nested = inner;

        assertThatThrownBy(() -> read(model(nested))).isInstanceOf(ProblemException.class);
    }

    /** The processor ends a process that divides the least number by -1. */
    @Test
    void theLeastNumberDividedByMinusOneEndsNothing() {
        GraphProto.Builder graph =
                graph().addInitializer(whole("least", Long.MIN_VALUE))
                        .addInitializer(whole("minus", -1))
                        .addNode(node("Div", "q", "least", "minus"))
                        .addNode(node("Mod", "m", "least", "minus"))
                        .addNode(with(node("Mod", "f", "least", "minus"), number("fmod", 1)))
                        .addNode(node("Sum", "s", "q", "m", "f"))
                        .addNode(with(node("Cast", "c", "s"), number("to", 1)))
                        .addNode(node("Add", "y", "x", "c"));

        compile(model(graph.build()));
    }

    @Test
    void aVeryDeepNetworkIsReadAndRun() {
        GraphProto deep = deep(5000);

        assertThat(read(model(deep)).graph().nodes()).hasSize(5000);
    }

    /** The library compiles recursively, and the caller's stack may be of any size. */
    @Test
    void aVeryDeepNetworkRunsOnAThreadWithASmallStack() throws InterruptedException {
        List<Throwable> thrown = new ArrayList<>();
        ModelProto model = model(deep(9000));
        Thread small = new Thread(null, () -> compile(model), "small", 512 << 10);
        small.setUncaughtExceptionHandler((thread, e) -> thrown.add(e));

        small.start();
        small.join();

        assertThat(thrown).isEmpty();
    }

    private static GraphProto deep(int nodes) {
        GraphProto.Builder deep = graph();
        for (int i = 0; i < nodes; i++) {
            String made = i == nodes - 1 ? "y" : "v" + i;
            deep.addNode(node("Relu", made, i == 0 ? "x" : "v" + (i - 1)));
        }
        return deep.build();
    }

    @Test
    void typesThatDoNotFitAreAProblem() {
        NodeProto cast = with(node("Cast", "y", "x"), number("to", 99));
        TensorProto words = TensorProto.newBuilder().setName("w").setDataType(8).addDims(1).build();
        TensorProto unknown = words.toBuilder().setDataType(77).build();
        NodeProto add = node("Add", "y", "x", "w");
        NodeProto conv = node("Conv", "y", "x", "w");

        for (GraphProto.Builder graph :
                new GraphProto.Builder[] {
                    graph().addNode(cast),
                    graph().addNode(add).addInitializer(words),
                    graph().addNode(add).addInitializer(unknown),
                    graph().addNode(conv).addInitializer(whole("w", 1, 2, 3)),
                    graph().addNode(with(conv, number("strides", 2))).addInitializer(whole("w", 1))
                }) {
            assertThatThrownBy(() -> compile(model(graph))).isInstanceOf(ProblemException.class);
        }
    }

    private OnnxModel read(ModelProto model) {
        return new OnnxReader(engine.manager()).read(model.toByteArray());
    }

    private void compile(ModelProto proto) {
        OnnxModel model = read(proto);
        try (var program = engine.compile(model.graph(), model.weights(), Plan.EMPTY, Set.of());
                NDManager batch = engine.manager().newSubManager()) {
            program.run(new NDList(batch.ones(new Shape(2))));
        }
    }

    /** Kilobytes that this process ever had in memory at once. */
    private static long peak() throws IOException {
        Path status = Path.of("/proc/self/status");
        Assumptions.assumeTrue(Files.exists(status), "the peak of memory is known on Linux only");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    /** An operator that is asked for three gigabytes. */
    private static GraphProto asked(String op, TensorProto... operand) {
        String[] inputs = operand.length == 0 ? new String[] {"s"} : new String[] {"w", "s"};
        long[] size = op.equals("Pad") ? new long[] {0, THREE_GB} : new long[] {THREE_GB};
        return ending(
                graph().addAllInitializer(Arrays.asList(operand))
                        .addInitializer(whole("s", size))
                        .addNode(node(op, "big", inputs)),
                "big");
    }

    private static GraphProto ending(GraphProto.Builder graph, String value) {
        return graph.addNode(node("Shape", "size", value))
                .addNode(node("Expand", "y", "x", "size"))
                .build();
    }

    private static GraphProto.Builder graph() {
        return SmallModels.graph(2);
    }
}
