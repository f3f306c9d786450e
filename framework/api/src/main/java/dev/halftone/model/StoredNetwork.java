package dev.halftone.model;

import ai.djl.ndarray.NDArray;
import dev.halftone.graph.Graph;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network as one file holds it, operators and weights together.
 *
 * @param graph what it computes
 * @param weights a value for every parameter of the graph, in the file's element types
 * @param metadata what the file says about itself
 */
public record StoredNetwork(
        Graph graph, Map<String, NDArray> weights, Map<String, String> metadata) {

    public StoredNetwork {
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        metadata = Map.copyOf(metadata);
    }
}
