package dev.halftone.site;

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

/** Where the values of a graph come from and what becomes of them. */
final class Flow {
    private static final Set<String> MOVES =
            Set.of("Reshape", "Transpose", "Identity", "Dropout", "Cast", "Squeeze", "Unsqueeze");
    private static final Set<String> TOWARDS_SOFTMAX =
            Set.of("Mul", "Div", "Add", "Sub", "Where", "Clip");

    private final Graph graph;
    private final Map<String, Node> makers = new HashMap<>();
    private final Map<String, List<Use>> uses = new HashMap<>();
    private final Set<String> given = new HashSet<>();

    Flow(Graph graph) {
        this.graph = graph;
        given.addAll(graph.parameters().keySet());
        given.add("");
        for (Node node : graph.nodes()) {
            boolean counts = node.op().equals("Shape") || node.op().equals("Size");
            if (counts || given.containsAll(node.inputs())) {
                given.addAll(node.outputs());
            }
            node.outputs().forEach(output -> makers.put(output, node));
            for (int i = 0; i < node.inputs().size(); i++) {
                uses.computeIfAbsent(node.input(i), name -> new ArrayList<>())
                        .add(new Use(node, i));
            }
        }
    }

    /** The node that makes a value, unless the graph is given it. */
    Optional<Node> maker(String value) {
        return Optional.ofNullable(makers.get(value));
    }

    List<Use> uses(String value) {
        return uses.getOrDefault(value, List.of());
    }

    /** Whether parameters and shapes alone decide a value. */
    boolean isGiven(String value) {
        return given.contains(value);
    }

    /**
     * The addition of a bias that follows a product, where that is all that happens to it: the
     * other operand is a parameter and nothing else reads the product.
     */
    Optional<Node> onlyBias(String product) {
        List<Use> uses = uses(product);
        if (uses.size() != 1 || !uses.get(0).node().op().equals("Add")) {
            return Optional.empty();
        }
        Use use = uses.get(0);
        boolean parameter = graph.isParameter(use.node().input(1 - use.index()));
        return parameter ? Optional.of(use.node()) : Optional.empty();
    }

    /** Whether a query, so used, is multiplied with a table whose products join the scores. */
    boolean meetsPositions(Use use) {
        Node reader = use.node();
        if (MOVES.contains(reader.op())) {
            return uses(reader.output()).stream().anyMatch(this::meetsPositions);
        }
        return reader.op().equals("MatMul")
                && isGiven(reader.input(1 - use.index()))
                && reachesSoftmax(reader.output());
    }

    /** Whether a value is scaled, masked and moved only before it enters a softmax. */
    boolean reachesSoftmax(String value) {
        return reachesSoftmax(value, 0);
    }

    private boolean reachesSoftmax(String value, int depth) {
        for (Use use : uses(value)) {
            String op = use.node().standsFor();
            if (op.equals("Softmax")) {
                return true;
            }
            boolean onTheWay = MOVES.contains(op) || TOWARDS_SOFTMAX.contains(op);
            if (onTheWay && depth < 8 && reachesSoftmax(use.node().output(), depth + 1)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a value is a softmax's, moved at most. */
    boolean comesFromSoftmax(String value) {
        Node maker = makers.get(value);
        while (maker != null && MOVES.contains(maker.op())) {
            maker = makers.get(maker.input(0));
        }
        return maker != null && maker.standsFor().equals("Softmax");
    }

    /** Whether a value depends on what the graph is given to answer. */
    boolean isActivation(String value) {
        if (isGiven(value)) {
            return false;
        }
        Node maker = makers.get(value);
        if (maker == null) {
            return true;
        }
        if (maker.op().equals("Shape")) {
            return false;
        }
        return !MOVES.contains(maker.op()) || isActivation(maker.input(0));
    }
}
