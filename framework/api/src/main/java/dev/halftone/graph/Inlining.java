package dev.halftone.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts the nodes of bodies where the nodes stand that compute them. */
final class Inlining {
    static final String OP = "halftone.Function";
    static final String STANDS_FOR = "stands-for";
    static final String BODY = "body";

    private final List<Node> nodes = new ArrayList<>();

    private Inlining() {}

    static Graph of(Graph graph) {
        if (graph.nodes().stream().noneMatch(node -> node.op().equals(OP))) {
            return graph;
        }
        Inlining inlining = new Inlining();
        graph.nodes().forEach(inlining::visit);
        return new Graph(
                graph.name(), graph.inputs(), graph.parameters(), inlining.nodes, graph.outputs());
    }

    private void visit(Node node) {
        if (!node.op().equals(OP)) {
            nodes.add(node);
            return;
        }
        Graph body = Inlining.of((Graph) node.attributes().values().get(BODY));
        Map<String, String> names = new HashMap<>();
        for (int i = 0; i < body.inputs().size(); i++) {
            names.put(body.inputs().get(i).name(), node.inputs().get(i));
        }
        for (int i = 0; i < body.outputs().size(); i++) {
            names.put(body.outputs().get(i), node.outputs().get(i));
        }
        body.nodes().forEach(inner -> nodes.add(placed(node, inner, names)));
    }

    private static Node placed(Node at, Node inner, Map<String, String> names) {
        return new Node(
                at.name() + "/" + inner.name(),
                at.path(),
                inner.op(),
                inner.inputs().stream().map(value -> named(at, value, names)).toList(),
                inner.outputs().stream().map(value -> named(at, value, names)).toList(),
                inner.attributes(),
                at.labels());
    }

    private static String named(Node at, String value, Map<String, String> names) {
        return value.isEmpty() ? "" : names.getOrDefault(value, at.name() + "/" + value);
    }
}
