package dev.halftone.training;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A part of a network that is rebuilt as a whole.
 *
 * @param path its module path
 * @param nodes in graph order
 * @param inputs values that it reads and others make of the network's input
 * @param outputs values that it makes and others read
 */
record Unit(String path, List<Node> nodes, List<String> inputs, List<String> outputs) {

    /** The part of the graph that computes the outputs from the inputs. */
    Graph piece(Graph graph) {
        return graph.between(inputs.stream().map(Unit::spec).toList(), outputs);
    }

    /**
     * The same reading a mixture: each value from the inputs with a probability, else from a second
     * set of inputs that follows the first.
     */
    Graph mixed(Graph graph, double share) {
        Graph piece = piece(graph);
        if (share >= 1) {
            return piece;
        }
        List<TensorSpec> given = new ArrayList<>(piece.inputs());
        List<Node> all = new ArrayList<>();
        for (String input : inputs) {
            given.add(spec(input + "/float"));
            List<String> both = List.of(input, input + "/float");
            List<String> made = List.of(input + "/mixed");
            Attributes probability = Attributes.of("share", share);
            all.add(
                    new Node(
                            made.get(0), path, "halftone.Keep", both, made, probability, Map.of()));
        }
        Set<String> replaced = Set.copyOf(inputs);
        for (Node node : piece.nodes()) {
            all.add(
                    node.withInputs(
                            node.inputs().stream()
                                    .map(v -> replaced.contains(v) ? v + "/mixed" : v)
                                    .toList()));
        }
        return new Graph(piece.name(), given, piece.parameters(), all, outputs);
    }

    private static TensorSpec spec(String value) {
        return new TensorSpec(value, DataType.FLOAT32, new Shape(-1));
    }
}
