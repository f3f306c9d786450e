package dev.halftone.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** Every operator against ONNX Runtime. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorsTest {
    private TorchEngine engine;

    @BeforeAll
    void start() {
        engine = TorchEngine.start("cpu");
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    @TestFactory
    Stream<DynamicTest> agreesWithOnnxRuntime() {
        return StreamSupport.stream(
                        Vectors.read("operators.json").getAsJsonArray("cases").spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .map(
                        c ->
                                dynamicTest(
                                        c.get("op").getAsString() + c.get("attributes"),
                                        () -> check(c)));
    }

    private void check(JsonObject c) {
        try (NDManager manager = engine.manager().newSubManager()) {
            List<TensorSpec> inputs = new ArrayList<>();
            Map<String, TensorSpec> parameters = new LinkedHashMap<>();
            Map<String, NDArray> weights = new LinkedHashMap<>();
            NDList given = new NDList();
            List<String> names = new ArrayList<>();
            for (JsonElement input : c.getAsJsonArray("inputs")) {
                NDArray array = array(manager, input.getAsJsonObject());
                String name = "i" + names.size();
                TensorSpec spec = new TensorSpec(name, array.getDataType(), array.getShape());
                boolean fixed = contains(c, names.size());
                names.add(name);
                if (fixed) {
                    parameters.put(name, spec);
                    weights.put(name, array);
                } else {
                    inputs.add(spec);
                    given.add(array);
                }
            }
            if (given.isEmpty()) {
                given.add(manager.create(0f));
            }
            List<String> outputs = new ArrayList<>();
            c.getAsJsonArray("outputs").forEach(output -> outputs.add("o" + outputs.size()));
            String op = c.get("op").getAsString();
            Node node = new Node("n", "", op, names, outputs, attributes(c), Map.of());
            Graph graph = new Graph("case", inputs, parameters, List.of(node), outputs);
            try (Program program = engine.compile(graph, weights, Plan.EMPTY, Set.of())) {
                compare(program.run(given), c);
            }
        }
    }

    private static boolean contains(JsonObject c, int index) {
        return c.getAsJsonArray("fixed").asList().stream().anyMatch(f -> f.getAsInt() == index);
    }

    private static void compare(NDList answers, JsonObject c) {
        for (int i = 0; i < answers.size(); i++) {
            JsonObject expected = c.getAsJsonArray("outputs").get(i).getAsJsonObject();
            NDArray answer = answers.get(i);
            assertThat(answer.getShape()).isEqualTo(shape(expected));
            assertThat(answer.getDataType().name()).isEqualTo(expected.get("type").getAsString());
            assertThat(answer.toType(DataType.FLOAT32, false).toFloatArray())
                    .containsExactly(Vectors.floats(expected.get("values")), Offset.offset(2e-5f));
        }
    }

    private static Shape shape(JsonObject json) {
        return new Shape(
                json.getAsJsonArray("shape").asList().stream()
                        .mapToLong(JsonElement::getAsLong)
                        .toArray());
    }

    private static NDArray array(NDManager manager, JsonObject json) {
        DataType type = DataType.valueOf(json.get("type").getAsString());
        if (type == DataType.INT64) {
            long[] values =
                    json.getAsJsonArray("values").asList().stream()
                            .mapToLong(v -> (long) v.getAsDouble())
                            .toArray();
            return manager.create(values, shape(json));
        }
        return manager.create(Vectors.floats(json.get("values")), shape(json)).toType(type, false);
    }

    private static Attributes attributes(JsonObject c) {
        Attributes all = Attributes.NONE;
        for (Map.Entry<String, JsonElement> entry : c.getAsJsonObject("attributes").entrySet()) {
            all = all.with(entry.getKey(), value(entry.getValue()));
        }
        return all;
    }

    private static Object value(JsonElement json) {
        if (json.isJsonArray()) {
            return json.getAsJsonArray().asList().stream().map(JsonElement::getAsLong).toList();
        }
        String text = json.getAsString();
        if (!json.getAsJsonPrimitive().isNumber()) {
            return text;
        }
        return text.matches("-?[0-9]+") ? (Object) json.getAsLong() : json.getAsDouble();
    }
}
