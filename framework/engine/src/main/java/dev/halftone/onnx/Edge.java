package dev.halftone.onnx;

import dev.halftone.graph.Graph;
import java.util.ArrayList;
import java.util.List;

/**
 * Who reads a value.
 *
 * @param node its name; nothing for the graph's outputs
 * @param index of the input, or of the output
 */
record Edge(String node, int index) {

    /** All that read a value. */
    static List<Edge> of(Graph graph, String value) {
        List<Edge> edges = new ArrayList<>();
        graph.uses(value).forEach(use -> edges.add(new Edge(use.node().name(), use.index())));
        for (int i = 0; i < graph.outputs().size(); i++) {
            if (graph.outputs().get(i).equals(value)) {
                edges.add(new Edge("", i));
            }
        }
        return edges;
    }
}
