package dev.halftone.onnx;

import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Rounds outputs that a file declares as 16-bit floats. In between, such networks are computed in
 * float32, which is closer to what they mean than rounding at every node.
 */
final class Halves {
    private Halves() {}

    /** The same nodes, with a Cast behind those that make such outputs. */
    static List<Node> of(List<Node> nodes, List<ValueInfoProto> outputs) {
        Map<String, ElementType> narrow = new HashMap<>();
        for (ValueInfoProto output : outputs) {
            ElementType.of(output.getType().getTensorType().getElemType())
                    .filter(type -> type == ElementType.FLOAT16 || type == ElementType.BFLOAT16)
                    .ifPresent(type -> narrow.put(output.getName(), type));
        }
        List<Node> all = new ArrayList<>();
        for (Node node : nodes) {
            if (node.op().equals("Cast")) {
                all.add(node);
                continue;
            }
            List<Node> casts = new ArrayList<>();
            List<String> made = new ArrayList<>();
            for (String output : node.outputs()) {
                boolean rounds = narrow.containsKey(output);
                made.add(rounds ? output + "/exact" : output);
                if (rounds) {
                    casts.add(cast(node, output, narrow.get(output)));
                }
            }
            all.add(
                    new Node(
                            node.name(),
                            node.path(),
                            node.op(),
                            node.inputs(),
                            made,
                            node.attributes(),
                            node.labels()));
            all.addAll(casts);
        }
        return all;
    }

    private static Node cast(Node of, String output, ElementType type) {
        return new Node(
                of.name() + "/Cast/" + output,
                of.path() + ".rounded",
                "Cast",
                List.of(output + "/exact"),
                List.of(output),
                Attributes.of("to", (long) type.number()),
                Map.of());
    }
}
