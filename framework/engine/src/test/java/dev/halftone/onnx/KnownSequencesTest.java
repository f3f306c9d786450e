package dev.halftone.onnx;

import static dev.halftone.onnx.SmallModels.body;
import static dev.halftone.onnx.SmallModels.graph;
import static dev.halftone.onnx.SmallModels.input;
import static dev.halftone.onnx.SmallModels.model;
import static dev.halftone.onnx.SmallModels.node;
import static dev.halftone.onnx.SmallModels.one;
import static dev.halftone.onnx.SmallModels.whole;
import static dev.halftone.onnx.SmallModels.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Node;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Sequences and optional values: gone where the file decides them, told where they cannot be. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KnownSequencesTest {
    @AutoClose private final TorchEngine engine = TorchEngine.start("cpu");

    @Test
    void whatTheFileDecidesLeavesNoSequences() throws IOException {
        try (CaseZip cases = CaseZip.open(Path.of("src/test/resources/onnx/sequences.zip"))) {
            List<String> decided = operators(cases.read("decided").model());
            List<String> running = operators(cases.read("running").model());

            assertThat(decided).noneMatch(op -> op.contains("Sequence") || op.startsWith("Opt"));
            assertThat(decided).contains("Split", "Concat");
            assertThat(running).contains("SequenceAt", "SplitToSequence", "ConcatFromSequence");
        }
    }

    @Test
    void aSequenceThatTheFileDecidesIsGivenAsItsTensors(@TempDir Path folder) throws IOException {
        ValueInfoProto.Builder output = ValueInfoProto.newBuilder().setName("y");
        output.getTypeBuilder().getSequenceTypeBuilder().setElemType(input("", 2).getType());
        GraphProto.Builder pair =
                graph(2).setOutput(0, output)
                        .addNode(node("Neg", "n", "x"))
                        .addNode(node("SequenceConstruct", "y", "x", "n"));
        Path file = Files.write(folder.resolve("pair.onnx"), model(pair).toByteArray());

        assertThat(read(pair).graph().outputs()).containsExactly("x", "n");
        assertThat(new OnnxReader(engine.manager()).look(file).outputs())
                .containsExactly(new OnnxFile.Edge("y", "sequence of float32", "2"));
    }

    @Test
    void whatOnlyTheRunTellsOfInputsAndOutputsIsTold() {
        ValueInfoProto.Builder sequence = ValueInfoProto.newBuilder().setName("x");
        sequence.getTypeBuilder().getSequenceTypeBuilder();
        GraphProto.Builder taken = graph(2).setInput(0, sequence).addNode(node("Neg", "y", "x"));
        GraphProto.Builder given =
                graph(2).addNode(node("Cast", "n", "x"))
                        .addNode(node("SplitToSequence", "y", "x", "n"));

        assertThat(problem(taken).message()).isEqualTo("input 'x' is no tensor");
        assertThat(problem(given).message())
                .isEqualTo(
                        "output 'y' is a sequence, and only the run tells how many tensors it has");
    }

    @Test
    void aPlaceThatIsNotThereIsTold() {
        GraphProto.Builder graph =
                graph(2).addInitializer(one("two", 2))
                        .addNode(node("SequenceConstruct", "s", "x", "x"))
                        .addNode(node("SequenceAt", "y", "s", "two"));

        assertThat(problem(graph).message())
                .isEqualTo("node 'SequenceAt_y' asks for place 2 of a sequence of 2");
    }

    @Test
    void anOptionalValueThatIsNotThereCannotBeTakenOrMoved() {
        NodeProto nothing = NodeProto.newBuilder().setOpType("Optional").addOutput("o").build();
        GraphProto.Builder taken =
                graph(2).addNode(nothing).addNode(node("OptionalGetElement", "y", "o"));
        NodeProto loop = with(node("Loop", "y", "n", "", "o"), body(graph(2).build()));
        GraphProto.Builder moved =
                graph(2).addInitializer(one("n", 3)).addNode(nothing).addNode(loop);

        assertThat(problem(taken).message())
                .isEqualTo("node 'OptionalGetElement_y' takes an optional value that is not there");
        assertThat(problem(moved).message())
                .isEqualTo("node 'Loop_y' (Loop) moves an optional value that is not there");
    }

    /** Each insertion would copy the elements before it. */
    @Test
    void aLongSequenceIsLeftToTheRun() {
        GraphProto.Builder graph = graph(2).addInitializer(one("last", -1));
        graph.addNode(node("SequenceConstruct", "s0", "x"));
        IntStream.range(0, 4000)
                .forEach(i -> graph.addNode(node("SequenceInsert", "s" + (i + 1), "s" + i, "x")));
        graph.addNode(node("SequenceAt", "y", "s4000", "last"));

        assertThat(operators(model(graph).toByteArray())).contains("SequenceAt");
    }

    @Test
    void whatDrawsAtRandomIsToldWithTheReason() {
        GraphProto.Builder drawn = graph(2).addNode(node("Bernoulli", "y", "x"));
        GraphProto.Builder dropped =
                graph(2).addInitializer(whole("on", 1))
                        .addNode(node("Dropout", "y", "x", "", "on"));

        assertThat(problem(drawn).message()).contains("'Bernoulli' of node 'Bernoulli_y'");
        assertThat(problem(drawn).hint().orElse("")).startsWith("it draws at random");
        assertThat(problem(dropped).message())
                .isEqualTo("node 'Dropout_y' (Dropout) is in training mode, which draws at random");
    }

    private List<String> operators(byte[] model) {
        OnnxModel read = new OnnxReader(engine.manager()).read(model);
        return read.graph().nodes().stream().map(Node::op).toList();
    }

    private OnnxModel read(GraphProto.Builder graph) {
        return new OnnxReader(engine.manager()).read(model(graph).toByteArray());
    }

    private Problem problem(GraphProto.Builder graph) {
        return catchThrowableOfType(ProblemException.class, () -> read(graph)).problems().get(0);
    }
}
