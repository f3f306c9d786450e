package dev.halftone.compile;

import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets a tensor that lands on a grid only here and there do so in one go: makes one node of
 * Keep(FakeQuantize(x), x), with the attribute {@code keep}.
 */
final class Keeping {
    private final Map<String, Node> snaps = new HashMap<>();

    private Keeping(Graph graph) {
        graph.nodes().stream()
                .filter(node -> node.op().equals("halftone.FakeQuantize"))
                .forEach(node -> snaps.put(node.output(), node));
    }

    /** The graph without the nodes that nothing reads any more. */
    static Graph fuse(Graph graph) {
        if (graph.nodes().stream().noneMatch(node -> node.op().equals("halftone.Keep"))) {
            return graph;
        }
        Keeping pass = new Keeping(graph);
        List<Node> nodes = graph.nodes().stream().map(pass::fused).toList();
        Graph fused =
                new Graph(graph.name(), graph.inputs(), graph.parameters(), nodes, graph.outputs());
        return fused.between(graph.inputs(), graph.outputs());
    }

    private Node fused(Node node) {
        Node snap = node.op().equals("halftone.Keep") ? snaps.get(node.input(0)) : null;
        if (snap == null || !snap.input(0).equals(node.input(1))) {
            return node;
        }
        return new Node(
                node.name(),
                node.path(),
                snap.op(),
                snap.inputs(),
                node.outputs(),
                snap.attributes().with("keep", node.attributes().real("share", 1)),
                node.labels());
    }
}
