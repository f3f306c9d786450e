package dev.halftone.onnx;

import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts nodes into an order in which every value is made before it is read. */
final class Order {
    private final Map<String, Node> makers = new HashMap<>();
    private final Set<String> ready = new HashSet<>();
    private final List<Node> sorted = new ArrayList<>();
    private final Set<Node> done = new HashSet<>();
    private final Set<Node> open = new HashSet<>();

    private Order() {}

    /** The file's own order where that is one. */
    static List<Node> of(Translation translation, List<TensorSpec> inputs) {
        Order order = new Order();
        order.ready.addAll(translation.constants().keySet());
        inputs.forEach(input -> order.ready.add(input.name()));
        order.ready.add("");
        for (Node node : translation.nodes()) {
            node.outputs().forEach(value -> order.makes(node, value));
        }
        translation.nodes().forEach(order::visit);
        return order.sorted;
    }

    /** Those of sorted nodes that outputs depend on. */
    static List<Node> needed(List<Node> nodes, List<String> outputs) {
        Set<String> wanted = new HashSet<>(outputs);
        List<Node> needed = new ArrayList<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            Node node = nodes.get(i);
            if (node.outputs().stream().anyMatch(v -> !v.isEmpty() && wanted.contains(v))) {
                wanted.addAll(node.inputs());
                needed.add(node);
            }
        }
        Collections.reverse(needed);
        return needed;
    }

    private void makes(Node node, String value) {
        if (value.isEmpty()) {
            return;
        }
        if (ready.contains(value) || makers.put(value, node) != null) {
            throw BadModel.broken(
                    "value '%s' is made twice, the second time by node '%s'"
                            .formatted(value, node.name()));
        }
    }

    /** Depth first, without recursion: models may be very deep. */
    private void visit(Node last) {
        Deque<Node> stack = new ArrayDeque<>();
        stack.push(last);
        while (!stack.isEmpty()) {
            Node node = stack.peek();
            if (done.contains(node)) {
                stack.pop();
                continue;
            }
            boolean first = open.add(node);
            boolean waits = false;
            for (String value : node.inputs()) {
                Node maker = ready.contains(value) ? node : maker(node, value);
                if (maker != node && !done.contains(maker)) {
                    if (!first || open.contains(maker)) {
                        throw BadModel.broken(
                                "node '%s' reads '%s', which is made of what it makes"
                                        .formatted(node.name(), value));
                    }
                    stack.push(maker);
                    waits = true;
                }
            }
            if (!waits) {
                stack.pop();
                done.add(node);
                sorted.add(node);
            }
        }
    }

    private Node maker(Node node, String value) {
        Node maker = makers.get(value);
        if (maker == null) {
            throw BadModel.broken(
                    "node '%s' reads '%s', which nothing makes".formatted(node.name(), value));
        }
        if (maker == node) {
            throw BadModel.broken(
                    "node '%s' reads '%s', which is made of what it makes"
                            .formatted(node.name(), value));
        }
        return maker;
    }
}
