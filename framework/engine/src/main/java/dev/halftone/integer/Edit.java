package dev.halftone.integer;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.Use;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A graph that is being changed: who makes and reads a value, and what comes in place of nodes. */
final class Edit {
    private final Graph graph;
    private final Map<String, Node> makers = new HashMap<>();
    private final Map<String, List<Use>> uses = new HashMap<>();
    private final Map<String, List<Node>> instead = new HashMap<>();
    private final Map<String, List<Node>> after = new HashMap<>();
    private final Set<String> added = new HashSet<>();
    private final Set<String> fixed = new HashSet<>();

    Edit(Graph graph) {
        this.graph = graph;
        fixed.addAll(graph.parameters().keySet());
        fixed.add("");
        for (Node node : graph.nodes()) {
            node.outputs().forEach(output -> makers.put(output, node));
            for (int i = 0; i < node.inputs().size(); i++) {
                uses.computeIfAbsent(node.input(i), v -> new ArrayList<>()).add(new Use(node, i));
            }
            if (fixed.containsAll(node.inputs())) {
                fixed.addAll(node.outputs());
            }
        }
    }

    Graph graph() {
        return graph;
    }

    Optional<Node> maker(String value) {
        return Optional.ofNullable(makers.get(value));
    }

    /** The node that makes a value, if it is of some operator. */
    Optional<Node> maker(String value, String op) {
        return maker(value).filter(node -> node.op().equals(op));
    }

    List<Use> uses(String value) {
        return uses.getOrDefault(value, List.of());
    }

    /** The one node that reads a value, if there is one and no one else. */
    Optional<Node> reader(String value) {
        List<Use> all = uses(value);
        boolean one = all.size() == 1 && !graph.outputs().contains(value);
        return one ? Optional.of(all.get(0).node()) : Optional.empty();
    }

    /** Whether parameters alone decide a value. */
    boolean isFixed(String value) {
        return fixed.contains(value);
    }

    /** Puts nodes in place of one. */
    void replace(Node node, List<Node> others) {
        instead.put(node.name(), others);
    }

    void remove(Node node) {
        replace(node, List.of());
    }

    boolean isTouched(Node node) {
        return instead.containsKey(node.name());
    }

    /** Puts a node behind another, unless one of its name is there already. */
    void after(Node anchor, Node more) {
        if (added.add(more.name())) {
            after.computeIfAbsent(anchor.name(), name -> new ArrayList<>()).add(more);
        }
    }

    boolean isChanged() {
        return !instead.isEmpty() || !after.isEmpty();
    }

    /** The changed graph, without the nodes that nothing reads any more. */
    Graph done() {
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            nodes.addAll(instead.getOrDefault(node.name(), List.of(node)));
            nodes.addAll(after.getOrDefault(node.name(), List.of()));
        }
        Graph changed =
                new Graph(graph.name(), graph.inputs(), graph.parameters(), nodes, graph.outputs());
        return changed.between(graph.inputs(), graph.outputs());
    }

    /** A node whose only output has its name. */
    static Node node(
            Node like, String name, String op, List<String> inputs, Attributes attributes) {
        List<String> outputs = Collections.singletonList(name);
        return new Node(name, like.path(), op, inputs, outputs, attributes, like.labels());
    }

    /** The same node with another operator: name and outputs stay. */
    static Node as(Node node, String op, List<String> inputs, Attributes attributes) {
        return new Node(
                node.name(), node.path(), op, inputs, node.outputs(), attributes, node.labels());
    }
}
