package dev.halftone.compile;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lets a tensor land on its grid, or go through an activation, where it lies, if nothing else reads
 * it: the same bits without the fresh memory, which costs more than the arithmetic. Marks nodes
 * with {@code overwrite}.
 */
final class Overwriting {
    /** Operators whose output is memory of its own, never a view of an input. */
    private static final Set<String> FRESH =
            Set.of(
                    "Add",
                    "Clip",
                    "Conv",
                    "Gelu",
                    "Gemm",
                    "HardSwish",
                    "LayerNormalization",
                    "MatMul",
                    "Mul",
                    "Relu",
                    "Sigmoid",
                    "Softmax",
                    "Sub",
                    "Swish",
                    "Tanh",
                    "halftone.FakeQuantize",
                    "halftone.IntegerMatMul",
                    "halftone.Linear");

    /** Operators that can write over what they read. */
    private static final Set<String> OVER =
            Set.of(
                    "halftone.FakeQuantize",
                    "halftone.Whole",
                    "Relu",
                    "Clip",
                    "Gelu",
                    "Swish",
                    "HardSwish");

    private final Map<String, Integer> readers = new HashMap<>();
    private final Set<String> varying = new HashSet<>();
    private final Set<String> fresh = new HashSet<>();

    private Overwriting(Graph graph) {
        count(graph);
        graph.inputs().forEach(input -> varying.add(input.name()));
        for (Node node : graph.nodes()) {
            // What parameters alone decide is computed once and must stay.
            if (node.inputs().stream().anyMatch(varying::contains)) {
                varying.addAll(node.outputs());
                if (FRESH.contains(node.op()) && node.outputs().size() == 1) {
                    fresh.add(node.output());
                }
            }
        }
    }

    /** The same graph with marks. */
    static Graph mark(Graph graph) {
        Overwriting pass = new Overwriting(graph);
        List<Node> nodes = graph.nodes().stream().map(pass::marked).toList();
        return new Graph(graph.name(), graph.inputs(), graph.parameters(), nodes, graph.outputs());
    }

    private void count(Graph graph) {
        List<String> read = new ArrayList<>(graph.outputs());
        for (Node node : graph.nodes()) {
            read.addAll(node.inputs());
            node.attributes().graphs().forEach(this::count);
        }
        read.forEach(value -> readers.merge(value, 1, Integer::sum));
    }

    private Node marked(Node node) {
        boolean may =
                OVER.contains(node.op())
                        && fresh.contains(node.input(0))
                        && readers.get(node.input(0)) == 1;
        return may ? with(node, node.attributes().with("overwrite", 1)) : node;
    }

    private static Node with(Node node, Attributes attributes) {
        return new Node(
                node.name(),
                node.path(),
                node.op(),
                node.inputs(),
                node.outputs(),
                attributes,
                node.labels());
    }
}
