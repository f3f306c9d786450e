package dev.halftone.compile;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.Use;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes one linear layer of MatMul(x, Transpose(W)) and, where nothing comes between, the bias
 * added to it. W stays as it is stored, and the sum is made where the product is.
 */
public final class Linears {
    private final Graph graph;
    private final Map<String, Node> makers = new HashMap<>();
    private final Map<String, List<Use>> uses = new HashMap<>();
    private final Set<Node> absorbed = new HashSet<>();
    private final Map<Node, Node> replaced = new HashMap<>();

    private Linears(Graph graph) {
        this.graph = graph;
        for (Node node : graph.nodes()) {
            node.outputs().forEach(output -> makers.put(output, node));
            for (int i = 0; i < node.inputs().size(); i++) {
                uses.computeIfAbsent(node.input(i), v -> new ArrayList<>()).add(new Use(node, i));
            }
        }
    }

    /** The graph with linear layers, without the nodes that nothing reads any more. */
    public static Graph fuse(Graph graph) {
        Linears pass = new Linears(graph);
        graph.nodes().stream().filter(node -> node.op().equals("MatMul")).forEach(pass::visit);
        List<Node> nodes =
                graph.nodes().stream()
                        .filter(node -> !pass.absorbed.contains(node))
                        .map(node -> pass.replaced.getOrDefault(node, node))
                        .toList();
        Graph fused =
                new Graph(graph.name(), graph.inputs(), graph.parameters(), nodes, graph.outputs());
        return fused.between(graph.inputs(), graph.outputs());
    }

    private void visit(Node product) {
        Node turn = makers.get(product.input(1));
        if (turn == null || !isTransposition(turn)) {
            return;
        }
        List<String> operands = List.of(product.input(0), turn.input(0));
        Optional<Use> sum = bias(product);
        if (sum.isPresent()) {
            String bias = sum.get().node().input(1 - sum.get().index());
            List<String> three = List.of(operands.get(0), operands.get(1), bias);
            absorbed.add(product);
            replaced.put(sum.get().node(), linear(sum.get().node(), three));
        } else {
            replaced.put(product, linear(product, operands));
        }
    }

    private static boolean isTransposition(Node node) {
        return node.op().equals("Transpose")
                && node.attributes().integers("perm").equals(Optional.of(List.of(1L, 0L)));
    }

    private Optional<Use> bias(Node product) {
        List<Use> readers = uses.getOrDefault(product.output(), List.of());
        if (readers.size() != 1 || graph.outputs().contains(product.output())) {
            return Optional.empty();
        }
        Use use = readers.get(0);
        if (!use.node().op().equals("Add")) {
            return Optional.empty();
        }
        String other = use.node().input(1 - use.index());
        boolean vector =
                graph.isParameter(other)
                        && graph.parameters().get(other).shape().dimension() == 1
                        && graph.parameters().get(other).shape().size() > 1;
        return vector ? Optional.of(use) : Optional.empty();
    }

    private static Node linear(Node node, List<String> inputs) {
        return new Node(
                node.name(),
                node.path(),
                "halftone.Linear",
                inputs,
                node.outputs(),
                Attributes.NONE,
                node.labels());
    }
}
