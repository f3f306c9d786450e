package dev.halftone.compile;

import ai.djl.ndarray.NDArray;
import dev.halftone.graph.Graph;
import dev.halftone.plan.Plan;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A graph with what its parameters are bound to.
 *
 * @param graph what to compute
 * @param weights values by parameter name
 * @param arrays values of the small parameters that grids brought along
 */
public record Bound(Graph graph, Map<String, NDArray> weights, Map<String, float[]> arrays) {

    public Bound {
        weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
    }

    /** A graph and its weights, as a plan replaces them; no grids yet. */
    public static Bound of(Graph graph, Map<String, NDArray> weights, Plan plan) {
        Map<String, NDArray> values = new LinkedHashMap<>(weights);
        values.putAll(plan.parameters());
        return new Bound(plan.graph().orElse(graph), values, Map.of());
    }

    /** The numbers of a parameter, wherever it came from. */
    public float[] values(String parameter) {
        float[] array = arrays.get(parameter);
        return array == null ? weights.get(parameter).toFloatArray() : array.clone();
    }

    /** The same values under another graph. */
    public Bound with(Graph other) {
        return new Bound(other, weights, arrays);
    }
}
