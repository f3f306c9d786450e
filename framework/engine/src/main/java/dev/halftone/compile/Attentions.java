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
import java.util.stream.Stream;

/**
 * Makes one node of an attention with relative positions, from the product of query and key to that
 * of probabilities and value, where nothing else looks inside: its scores are then never held
 * whole. In Segment Anything's global blocks they are 800 MB. Probabilities may land on a grid.
 */
final class Attentions {
    private static final List<String> CHAIN =
            List.of("MatMul", "Mul", "Reshape", "Add", "Add", "Reshape", "Softmax");
    private static final String SNAP = "halftone.FakeQuantize";

    private final Graph graph;
    private final Map<String, float[]> arrays;
    private final Map<String, List<Use>> uses = new HashMap<>();
    private final Map<Node, Node> replaced = new HashMap<>();
    private final Set<Node> absorbed = new HashSet<>();

    private Attentions(Bound bound) {
        graph = bound.graph();
        arrays = bound.arrays();
        for (Node node : graph.nodes()) {
            for (int i = 0; i < node.inputs().size(); i++) {
                uses.computeIfAbsent(node.input(i), v -> new ArrayList<>()).add(new Use(node, i));
            }
        }
    }

    /** The graph with such attentions as one node each. */
    static Graph fuse(Bound bound) {
        Graph graph = bound.graph();
        Attentions pass = new Attentions(bound);
        graph.nodes().forEach(pass::visit);
        List<Node> nodes =
                graph.nodes().stream()
                        .filter(node -> !pass.absorbed.contains(node))
                        .map(node -> pass.replaced.getOrDefault(node, node))
                        .toList();
        return new Graph(graph.name(), graph.inputs(), graph.parameters(), nodes, graph.outputs());
    }

    private void visit(Node first) {
        if (!first.op().equals(CHAIN.get(0))) {
            return;
        }
        List<Node> chain = new ArrayList<>(List.of(first));
        for (String op : CHAIN.subList(1, CHAIN.size())) {
            Optional<Node> next = next(chain.get(chain.size() - 1), op);
            if (next.isEmpty()) {
                return;
            }
            chain.add(next.get());
        }
        Node softmax = chain.get(6);
        Optional<Node> snap = next(softmax, SNAP).filter(this::isPlain);
        snap.ifPresent(chain::add);
        Optional<Node> last = next(snap.orElse(softmax), "MatMul");
        if (last.isPresent() && softmax.attributes().integer("axis", -1) == -1) {
            absorbed.addAll(chain);
            replaced.put(last.get(), attention(chain, snap, last.get()));
        }
    }

    /** The one node that reads what another makes, as its first input. */
    private Optional<Node> next(Node node, String op) {
        return only(node.output())
                .filter(use -> use.index() == 0 && use.node().op().equals(op))
                .map(Use::node);
    }

    /** Whether a grid has one scale and one zero point, and divides. */
    private boolean isPlain(Node snap) {
        boolean one =
                Stream.of(snap.input(1), snap.input(2))
                        .map(arrays::get)
                        .allMatch(values -> values != null && values.length == 1);
        Attributes a = snap.attributes();
        return one && a.integer("group", 0) == 0 && a.text("rounding", "DIVIDE").equals("DIVIDE");
    }

    private Optional<Use> only(String value) {
        List<Use> readers = uses.getOrDefault(value, List.of());
        return readers.size() == 1 && !graph.outputs().contains(value)
                ? Optional.of(readers.get(0))
                : Optional.empty();
    }

    private static Node attention(List<Node> chain, Optional<Node> snap, Node last) {
        List<String> inputs = new ArrayList<>(chain.get(0).inputs());
        inputs.add(last.input(1));
        inputs.add(chain.get(1).input(1));
        inputs.add(chain.get(3).input(1));
        inputs.add(chain.get(4).input(1));
        snap.ifPresent(grid -> inputs.addAll(grid.inputs().subList(1, 3)));
        return new Node(
                last.name(),
                last.path(),
                "halftone.PositionedAttention",
                inputs,
                last.outputs(),
                snap.map(Node::attributes).orElse(Attributes.NONE),
                last.labels());
    }
}
