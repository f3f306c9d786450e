package dev.halftone.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Node;
import dev.halftone.grid.Affine;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Files with QuantizeLinear and DequantizeLinear become a float graph and a plan. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class QuantizedFilesTest {
    private static final Path FOLDER = Path.of("src/test/resources/onnx");

    @AutoClose private final TorchEngine engine = TorchEngine.start("cpu");

    @Test
    void pairsBecomeThePlan() throws IOException {
        OnnxModel model = read();

        assertThat(model.graph().nodes())
                .extracting(Node::op)
                .doesNotContain("QuantizeLinear", "DequantizeLinear");
        assertThat(model.plan().decisions().keySet())
                .contains(
                        "stem:input",
                        "stem:weight",
                        "deep:weight",
                        "join:left",
                        "join:right",
                        "pool:operand",
                        "fc1:input",
                        "fc1:weight",
                        "fc1:product",
                        "gate:operand",
                        "head:input",
                        "head:output");
        assertThat(model.plan().grid("deep:weight"))
                .get()
                .isInstanceOfSatisfying(
                        Affine.class,
                        grid -> {
                            assertThat(grid.scale()).hasSize(8);
                            assertThat(grid.low()).isEqualTo(-128);
                        });
        assertThat(model.weights()).containsKey("deep.weight").containsKey("hidden");
        assertThat(model.weights().get("stem.weight").getDataType()).isEqualTo(DataType.FLOAT32);
    }

    /**
     * Products of float32 round otherwise than those of integers; so near a tie a code may differ.
     */
    @Test
    void answersAsOnnxRuntimeDoes() throws IOException {
        JsonObject known =
                JsonParser.parseString(Files.readString(FOLDER.resolve("qdq.json")))
                        .getAsJsonObject();
        float[] expected = floats(known, "integer");
        OnnxModel model = read();
        float[] found = run(model, model.plan(), floats(known, "x"));

        float step = ((Affine) model.plan().grid("head:output").orElseThrow()).scale().get(0);
        int apart = 0;
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(found[i] - expected[i])).as("answer " + i).isLessThan(1.5f * step);
            apart += Math.abs(found[i] - expected[i]) > step / 2 ? 1 : 0;
        }
        assertThat(apart).as("answers a step apart").isLessThanOrEqualTo(expected.length / 40);
        assertThat(run(model, Plan.EMPTY, floats(known, "x"))).isNotEqualTo(found);
    }

    /** The file has lost them: the ends of the grids stand for them. */
    @Test
    void theFloatGraphKeepsItsActivationFunctions() throws IOException {
        assertThat(read().graph().nodes())
                .filteredOn(node -> node.op().equals("Clip"))
                .extracting(Node::path)
                .containsExactly("stem.clip", "deep.clip");
    }

    @Test
    void aPairBetweenAnInputAndAnOutputStays() throws IOException {
        ModelProto whole = ModelProto.parseFrom(Files.readAllBytes(FOLDER.resolve("qdq.onnx")));
        ModelProto.Builder bare = whole.toBuilder();
        List<NodeProto> pair =
                whole.getGraph().getNodeList().stream()
                        .filter(node -> node.getInput(0).startsWith("x"))
                        .filter(node -> !node.getOpType().equals("Conv"))
                        .toList();
        bare.getGraphBuilder().clearNode().addAllNode(pair);
        bare.getGraphBuilder().getOutputBuilder(0).setName("x_DequantizeLinear_Output");

        OnnxModel model = new OnnxReader(engine.manager()).read(bare.build().toByteArray());

        assertThat(model.plan()).isEqualTo(Plan.EMPTY);
        assertThat(model.graph().nodes())
                .extracting(Node::op)
                .contains("QuantizeLinear", "DequantizeLinear");
    }

    private OnnxModel read() {
        return new OnnxReader(engine.manager()).read(FOLDER.resolve("qdq.onnx"));
    }

    private float[] run(OnnxModel model, Plan plan, float[] x) {
        try (Program program = engine.compile(model.graph(), model.weights(), plan, Set.of());
                NDManager batch = engine.manager().newSubManager()) {
            NDArray input = batch.create(x, new Shape(8, 3, 16, 16));
            return program.run(new NDList(input)).get(0).toFloatArray();
        }
    }

    private static float[] floats(JsonObject known, String key) {
        var list = known.getAsJsonArray(key);
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i).getAsFloat();
        }
        return values;
    }
}
