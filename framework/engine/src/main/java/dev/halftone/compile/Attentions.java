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
 * Makes one node of an attention with relative positions, from the product of query and key to that
 * of probabilities and value, where nothing else looks inside: its scores are then never held
 * whole. In Segment Anything's global blocks they are 800 MB.
 */
final class Attentions {
    private static final List<String> CHAIN =
            List.of("MatMul", "Mul", "Reshape", "Add", "Add", "Reshape", "Softmax", "MatMul");

    private final Graph graph;
    private final Map<String, List<Use>> uses = new HashMap<>();
    private final Map<Node, Node> replaced = new HashMap<>();
    private final Set<Node> absorbed = new HashSet<>();

    private Attentions(Graph graph) {
        this.graph = graph;
        for (Node node : graph.nodes()) {
            for (int i = 0; i < node.inputs().size(); i++) {
                uses.computeIfAbsent(node.input(i), v -> new ArrayList<>()).add(new Use(node, i));
            }
        }
    }

    /** The graph with such attentions as one node each. */
    static Graph fuse(Graph graph) {
        Attentions pass = new Attentions(graph);
        graph.nodes().forEach(pass::visit);
        List<Node> nodes =
                graph.nodes().stream()
                        .filter(node -> !pass.absorbed.contains(node))
                        .map(node -> pass.replaced.getOrDefault(node, node))
                        .toList();
        return new Graph(graph.name(), graph.inputs(), graph.parameters(), nodes, graph.outputs());
    }

    private void visit(Node first) {
        List<Node> chain = new ArrayList<>(List.of(first));
        List<String> inputs = new ArrayList<>();
        if (!first.op().equals(CHAIN.get(0))) {
            return;
        }
        for (int i = 1; i < CHAIN.size(); i++) {
            Optional<Use> next = only(chain.get(i - 1).output());
            boolean fits =
                    next.isPresent()
                            && next.get().index() == 0
                            && next.get().node().op().equals(CHAIN.get(i));
            if (!fits) {
                return;
            }
            chain.add(next.get().node());
        }
        inputs.addAll(first.inputs());
        inputs.add(chain.get(7).input(1));
        inputs.add(chain.get(1).input(1));
        inputs.add(chain.get(3).input(1));
        inputs.add(chain.get(4).input(1));
        if (chain.get(6).attributes().integer("axis", -1) == -1) {
            absorbed.addAll(chain.subList(0, 7));
            replaced.put(chain.get(7), attention(chain.get(7), inputs));
        }
    }

    private Optional<Use> only(String value) {
        List<Use> readers = uses.getOrDefault(value, List.of());
        return readers.size() == 1 && !graph.outputs().contains(value)
                ? Optional.of(readers.get(0))
                : Optional.empty();
    }

    private static Node attention(Node last, List<String> inputs) {
        return new Node(
                last.name(),
                last.path(),
                "halftone.PositionedAttention",
                inputs,
                last.outputs(),
                Attributes.NONE,
                last.labels());
    }
}
