package dev.halftone.network;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Lets pictures, float32 with channels first, into networks that take them otherwise: as (batch,
 * height, width, channels), as TensorFlow writes it, or as whole numbers.
 */
final class Entrance {
    private static final Set<Long> CHANNELS = Set.of(1L, 3L);

    /** As {@code Cast} calls them: the numbers of ONNX's TensorProto. */
    private static final Map<DataType, Long> WHOLE =
            Map.of(DataType.UINT8, 2L, DataType.INT8, 3L, DataType.INT32, 6L, DataType.INT64, 7L);

    private final List<Node> nodes = new ArrayList<>();

    private Entrance() {}

    /** The same graph, taking pictures as they come; itself where it does already. */
    static Graph into(Graph graph) {
        TensorSpec input = graph.inputs().get(0);
        Shape shape = input.shape();
        boolean turned = CHANNELS.contains(shape.get(3)) && !CHANNELS.contains(shape.get(1));
        Long whole = WHOLE.get(input.type());
        if (!turned && whole == null) {
            return graph;
        }
        Entrance entrance = new Entrance();
        String name = input.name();
        if (turned) {
            name =
                    entrance.before(
                            name, "Transpose", Attributes.of("perm", new long[] {0, 2, 3, 1}));
            shape = new Shape(shape.get(0), shape.get(3), shape.get(1), shape.get(2));
        }
        if (whole != null) {
            name = entrance.before(name, "Cast", Attributes.of("to", whole));
        }
        entrance.nodes.addAll(graph.nodes());
        return new Graph(
                graph.name(),
                List.of(new TensorSpec(name, DataType.FLOAT32, shape)),
                graph.parameters(),
                entrance.nodes,
                graph.outputs());
    }

    /** Makes a value with a new node in front of the others, and names what that reads. */
    private String before(String value, String op, Attributes attributes) {
        String read = value + "." + op.toLowerCase(Locale.ROOT);
        nodes.add(0, new Node(read, read, op, List.of(read), List.of(value), attributes, Map.of()));
        return read;
    }
}
