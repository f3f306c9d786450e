package dev.halftone.compile;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Nodes that only look at values, put where these have just been made so that they can die. */
final class Probe {
    private Probe() {}

    /** A node that looks at some values and makes one of its own name. */
    static Node of(String name, String op, List<String> inputs, Attributes attributes) {
        List<String> outputs = Collections.singletonList(name);
        return new Node(name, "", op, inputs, outputs, attributes, Map.of());
    }

    /**
     * A graph whose outputs are those of its probes.
     *
     * @param more inputs that only probes read
     */
    static Graph place(Graph graph, List<TensorSpec> more, List<Node> probes) {
        List<TensorSpec> inputs = new ArrayList<>(graph.inputs());
        inputs.addAll(more);
        Set<String> made = new HashSet<>(graph.parameters().keySet());
        inputs.forEach(input -> made.add(input.name()));
        made.add("");
        List<Node> waiting = new ArrayList<>(probes);
        List<Node> nodes = new ArrayList<>();
        release(waiting, made, nodes);
        for (Node node : graph.nodes()) {
            nodes.add(node);
            made.addAll(node.outputs());
            release(waiting, made, nodes);
        }
        List<String> outputs = probes.stream().map(Node::output).toList();
        Map<String, TensorSpec> parameters = new LinkedHashMap<>(graph.parameters());
        Graph whole = new Graph(graph.name(), inputs, parameters, nodes, outputs);
        return whole.between(inputs, outputs);
    }

    /** One probe may read what an earlier one makes. */
    private static void release(List<Node> waiting, Set<String> made, List<Node> nodes) {
        for (Node node : List.copyOf(waiting)) {
            if (made.containsAll(node.inputs())) {
                waiting.remove(node);
                nodes.add(node);
                made.addAll(node.outputs());
            }
        }
    }
}
