package dev.halftone.model;

import ai.djl.ndarray.NDArray;
import dev.halftone.graph.Graph;
import java.util.Map;
import java.util.Optional;

/**
 * A graph with its weights.
 *
 * @param graph what it computes
 * @param weights a value for every parameter of the graph, float32
 * @param preprocessing how pictures become its first input
 * @param prompting how prompts become its other inputs, if it takes any; it then takes one picture
 *     at a time
 */
public record Network(
        Graph graph,
        Map<String, NDArray> weights,
        Preprocessing preprocessing,
        Optional<Prompting> prompting) {

    /** A network that takes pictures and nothing else. */
    public Network(Graph graph, Map<String, NDArray> weights, Preprocessing preprocessing) {
        this(graph, weights, preprocessing, Optional.empty());
    }
}
