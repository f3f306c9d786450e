package dev.halftone.fusion;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who makes a value and who reads it. */
final class Surroundings {
    private final Map<String, Node> makers = new HashMap<>();
    private final Map<String, Node> readers = new HashMap<>();
    private final Map<String, Integer> counts = new HashMap<>();
    private final Numbers numbers;

    Surroundings(List<Node> nodes, List<String> outputs, Numbers numbers) {
        this.numbers = numbers;
        for (Node node : nodes) {
            node.outputs().forEach(output -> makers.put(output, node));
            for (String input : node.inputs()) {
                readers.put(input, node);
                counts.merge(input, 1, Integer::sum);
            }
        }
        outputs.forEach(output -> counts.merge(output, 2, Integer::sum));
    }

    /** The maker of a value, if it is of an operator. */
    Optional<Node> maker(String value, String op) {
        return Optional.ofNullable(makers.get(value)).filter(node -> node.op().equals(op));
    }

    /** The only reader of what a node makes, if it is of an operator. */
    Optional<Node> reader(Node node, String op) {
        return counts.getOrDefault(node.output(), 0) == 1
                ? Optional.of(readers.get(node.output())).filter(r -> r.op().equals(op))
                : Optional.empty();
    }

    /** The other operand of a node with two. */
    static String other(Node node, String value) {
        return node.input(0).equals(value) ? node.input(1) : node.input(0);
    }

    /** What a node multiplies by a number, or divides by its reciprocal; as a division or not. */
    Optional<String> scaled(Node node, double factor) {
        if (node.op().equals("Div") && numbers.is(node.input(1), 1 / factor)) {
            return Optional.of(node.input(0));
        }
        return node.op().equals("Mul") ? beside(node, factor) : Optional.empty();
    }

    /** The operand of a node whose other one is a number. */
    Optional<String> beside(Node node, double number) {
        if (numbers.is(node.input(1), number)) {
            return Optional.of(node.input(0));
        }
        return numbers.is(node.input(0), number) ? Optional.of(node.input(1)) : Optional.empty();
    }

    /** The only reader, where it multiplies by a number. */
    Optional<Node> scaling(Node node, double factor) {
        return reader(node, "Mul")
                .or(() -> reader(node, "Div"))
                .filter(next -> scaled(next, factor).equals(Optional.of(node.output())));
    }

    /** The node in the place of the last of a pattern, at the module of its heart. */
    static Node instead(
            Node last, Node named, String op, List<String> inputs, Attributes attributes) {
        return new Node(
                last.name(), named.path(), op, inputs, last.outputs(), attributes, named.labels());
    }
}
