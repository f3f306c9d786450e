package dev.halftone.graph;

import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A network: an immutable DAG in the ONNX operator vocabulary (opset 21 semantics), with parameters
 * named as in the public checkpoint. Values of parameters are kept apart, so that a graph is small
 * and comparable.
 *
 * @param name what the network is called
 * @param inputs what a caller gives, in order
 * @param parameters by name; the values come with the weights
 * @param nodes in an order in which every value is made before it is read
 * @param outputs names of the values that a caller gets, in order
 */
public record Graph(
        String name,
        List<TensorSpec> inputs,
        Map<String, TensorSpec> parameters,
        List<Node> nodes,
        List<String> outputs) {

    public Graph {
        inputs = List.copyOf(inputs);
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        nodes = List.copyOf(nodes);
        outputs = List.copyOf(outputs);
        check(inputs, parameters, nodes, outputs);
    }

    /** Starts an empty graph. */
    public static GraphBuilder builder(String name) {
        return new GraphBuilder(name);
    }

    private static void check(
            List<TensorSpec> inputs,
            Map<String, TensorSpec> parameters,
            List<Node> nodes,
            List<String> outputs) {
        Set<String> known = new HashSet<>(parameters.keySet());
        inputs.forEach(input -> define(known, input.name(), "input"));
        Set<String> names = new HashSet<>();
        for (Node node : nodes) {
            if (!names.add(node.name())) {
                throw broken("two nodes are called '" + node.name() + "'");
            }
            for (String input : node.inputs()) {
                require(known, input, "node '" + node.name() + "' reads");
            }
            for (String output : node.outputs()) {
                define(known, output, "node '" + node.name() + "'");
            }
        }
        outputs.forEach(output -> require(known, output, "the graph gives"));
    }

    private static void define(Set<String> known, String value, String by) {
        if (!value.isEmpty() && !known.add(value)) {
            throw broken("value '" + value + "' is made twice, the second time by " + by);
        }
    }

    private static void require(Set<String> known, String value, String who) {
        if (!value.isEmpty() && !known.contains(value)) {
            throw broken(who + " '" + value + "', which nothing before it makes");
        }
    }

    private static ProblemException broken(String message) {
        return new ProblemException(Problem.of("broken-graph", message));
    }

    /** The node that makes a value; none for inputs and parameters. */
    public Optional<Node> producer(String value) {
        return nodes.stream().filter(node -> node.outputs().contains(value)).findFirst();
    }

    /** Every place that reads a value, in node order. */
    public List<Use> uses(String value) {
        List<Use> uses = new ArrayList<>();
        for (Node node : nodes) {
            for (int i = 0; i < node.inputs().size(); i++) {
                if (node.inputs().get(i).equals(value)) {
                    uses.add(new Use(node, i));
                }
            }
        }
        return uses;
    }

    public boolean isParameter(String value) {
        return parameters.containsKey(value);
    }

    /** The number of elements of all parameters. */
    public long parameterCount() {
        return parameters.values().stream().mapToLong(spec -> spec.shape().size()).sum();
    }

    /**
     * The piece of this graph that computes some values from others, with only the parameters it
     * reads. Names and paths stay, so sites keep their identity.
     *
     * @param from names of values that become the inputs, in order
     * @param to names of values that become the outputs, in order
     * @throws ProblemException when {@code to} also needs an input that {@code from} leaves out
     */
    public Graph between(List<TensorSpec> from, List<String> to) {
        Set<String> given = new HashSet<>();
        from.forEach(spec -> given.add(spec.name()));
        Map<String, Node> makers = new LinkedHashMap<>();
        nodes.forEach(node -> node.outputs().forEach(output -> makers.put(output, node)));
        Set<Node> needed = new HashSet<>();
        Set<String> seen = new HashSet<>();
        Deque<String> wanted = new ArrayDeque<>(to);
        Set<String> used = new LinkedHashSet<>();
        while (!wanted.isEmpty()) {
            String value = wanted.pop();
            if (value.isEmpty() || given.contains(value) || !seen.add(value)) {
                continue;
            }
            Node maker = makers.get(value);
            if (maker != null) {
                needed.add(maker);
                wanted.addAll(maker.inputs());
            } else {
                used.add(value);
            }
        }
        Map<String, TensorSpec> kept = new LinkedHashMap<>(parameters);
        kept.keySet().retainAll(used);
        List<Node> piece = nodes.stream().filter(needed::contains).toList();
        return new Graph(name, from, kept, piece, to);
    }

    /**
     * The same graph with other nodes in the places of some.
     *
     * @param replacements by the name of the node that each replaces
     */
    public Graph replacing(Map<String, Node> replacements) {
        List<Node> others =
                nodes.stream().map(node -> replacements.getOrDefault(node.name(), node)).toList();
        return new Graph(name, inputs, parameters, others, outputs);
    }

    /** The same graph in plain operators: what {@link Node#computing} put in, written out. */
    public Graph inlined() {
        return Inlining.of(this);
    }
}
