package dev.halftone.model;

import ai.djl.ndarray.NDArray;
import dev.halftone.graph.Graph;
import dev.halftone.plan.Plan;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network as one file holds it, operators and weights together.
 *
 * @param graph what it computes
 * @param weights a value for every parameter of the graph, in the file's element types
 * @param metadata what the file says about itself
 * @param plan how the file has it quantized; empty unless it does
 */
public record StoredNetwork(
        Graph graph, Map<String, NDArray> weights, Map<String, String> metadata, Plan plan) {

    public StoredNetwork {
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        metadata = Map.copyOf(metadata);
    }
}
