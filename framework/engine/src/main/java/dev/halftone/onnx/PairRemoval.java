package dev.halftone.onnx;

import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes pairs of QuantizeLinear and DequantizeLinear out of a graph. */
final class PairRemoval {
    private final Graph whole;
    private final Set<Edge> kept;
    private final Map<String, String> bypass = new HashMap<>();
    private final Map<String, String> given = new HashMap<>();

    private PairRemoval(Graph whole, List<Pair> pairs, Set<Edge> kept) {
        this.whole = whole;
        this.kept = kept;
        for (Pair pair : pairs) {
            bypass.put(pair.output(), pair.value());
            if (leaves(pair)) {
                given.put(pair.value(), pair.output());
            }
        }
    }

    /**
     * A graph without pairs.
     *
     * @param kept what goes on reading its pair
     */
    static Graph of(Graph whole, List<Pair> pairs, Set<Edge> kept) {
        return new PairRemoval(whole, pairs, kept).done();
    }

    /** Whether the graph gives what the pair makes: what goes into the pair then has its name. */
    private boolean leaves(Pair pair) {
        boolean asked =
                Edge.of(whole, pair.output()).stream()
                        .anyMatch(edge -> edge.node().isEmpty() && !kept.contains(edge));
        return asked
                && whole.producer(pair.value()).isPresent()
                && !whole.outputs().contains(pair.value());
    }

    private Graph done() {
        List<Node> nodes = new ArrayList<>();
        for (Node node : whole.nodes()) {
            boolean gone = given.containsValue(node.output()) && bypass.containsKey(node.output());
            if (!gone) {
                nodes.add(moved(node));
            }
        }
        List<String> outputs = whole.outputs();
        List<Node> needed = Order.needed(nodes, outputs);
        Map<String, TensorSpec> parameters = new LinkedHashMap<>(whole.parameters());
        return new Graph("whole", whole.inputs(), parameters, needed, outputs);
    }

    private Node moved(Node node) {
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            String value = node.input(i);
            boolean stays = kept.contains(new Edge(node.name(), i));
            String source = stays ? value : bypass.getOrDefault(value, value);
            inputs.add(given.getOrDefault(source, source));
        }
        List<String> outputs =
                node.outputs().stream().map(value -> given.getOrDefault(value, value)).toList();
        return new Node(
                node.name(),
                node.path(),
                node.op(),
                inputs,
                outputs,
                node.attributes(),
                node.labels());
    }
}
