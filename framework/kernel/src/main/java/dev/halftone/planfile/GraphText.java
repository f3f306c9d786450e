package dev.halftone.planfile;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import dev.halftone.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Graphs as plain values, for plans that rewrite theirs. */
final class GraphText {

    private GraphText() {}

    static Map<String, Object> write(Graph graph) {
        return Map.of(
                "name", graph.name(),
                "inputs", graph.inputs().stream().map(GraphText::spec).toList(),
                "parameters", graph.parameters().values().stream().map(GraphText::spec).toList(),
                "nodes", graph.nodes().stream().map(GraphText::node).toList(),
                "outputs", graph.outputs());
    }

    private static Map<String, Object> spec(TensorSpec spec) {
        return Map.of(
                "name", spec.name(),
                "type", spec.type().name(),
                "shape", Arrays.stream(spec.shape().getShape()).boxed().toList());
    }

    private static Map<String, Object> node(Node node) {
        Map<String, Object> attributes = new HashMap<>();
        node.attributes().values().forEach((name, value) -> attributes.put(name, plain(value)));
        return Map.of(
                "name", node.name(),
                "path", node.path(),
                "op", node.op(),
                "inputs", node.inputs(),
                "outputs", node.outputs(),
                "attributes", attributes,
                "labels", node.labels());
    }

    /** Reals are wrapped, because JSON does not tell 1 from 1.0. */
    private static Object plain(Object value) {
        if (value instanceof Graph graph) {
            return Map.of("graph", write(graph));
        }
        if (value instanceof Double real) {
            return Map.of("real", Json.shortest(real));
        }
        return value instanceof List<?> list ? list.stream().map(GraphText::plain).toList() : value;
    }

    static Graph read(JsonObject json) {
        Map<String, TensorSpec> parameters = new LinkedHashMap<>();
        for (TensorSpec spec : specs(json.getAsJsonArray("parameters"))) {
            parameters.put(spec.name(), spec);
        }
        List<Node> nodes = new ArrayList<>();
        json.getAsJsonArray("nodes").forEach(node -> nodes.add(node(node.getAsJsonObject())));
        return new Graph(
                json.get("name").getAsString(),
                specs(json.getAsJsonArray("inputs")),
                parameters,
                nodes,
                strings(json.getAsJsonArray("outputs")));
    }

    private static List<TensorSpec> specs(JsonArray array) {
        List<TensorSpec> specs = new ArrayList<>();
        for (JsonElement element : array) {
            JsonObject spec = element.getAsJsonObject();
            long[] shape =
                    spec.getAsJsonArray("shape").asList().stream()
                            .mapToLong(JsonElement::getAsLong)
                            .toArray();
            DataType type = DataType.valueOf(spec.get("type").getAsString());
            specs.add(new TensorSpec(spec.get("name").getAsString(), type, new Shape(shape)));
        }
        return specs;
    }

    private static Node node(JsonObject json) {
        Map<String, Object> attributes = new HashMap<>();
        JsonObject written = json.getAsJsonObject("attributes");
        written.entrySet()
                .forEach(entry -> attributes.put(entry.getKey(), value(entry.getValue())));
        Map<String, String> labels = new HashMap<>();
        json.getAsJsonObject("labels")
                .entrySet()
                .forEach(entry -> labels.put(entry.getKey(), entry.getValue().getAsString()));
        return new Node(
                json.get("name").getAsString(),
                json.get("path").getAsString(),
                json.get("op").getAsString(),
                strings(json.getAsJsonArray("inputs")),
                strings(json.getAsJsonArray("outputs")),
                new Attributes(attributes),
                labels);
    }

    private static Object value(JsonElement element) {
        if (element instanceof JsonArray array) {
            return array.asList().stream().map(GraphText::value).toList();
        }
        if (element instanceof JsonObject wrapped) {
            return wrapped.has("graph")
                    ? read(wrapped.getAsJsonObject("graph"))
                    : (Object) Double.valueOf(wrapped.get("real").getAsString());
        }
        JsonPrimitive leaf = element.getAsJsonPrimitive();
        return leaf.isNumber() ? (Object) leaf.getAsLong() : leaf.getAsString();
    }

    private static List<String> strings(JsonArray array) {
        return array.asList().stream().map(JsonElement::getAsString).toList();
    }
}
