package dev.halftone.model;

import ai.djl.ndarray.NDArray;
import dev.halftone.graph.Graph;
import dev.halftone.plan.Plan;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A graph with its weights.
 *
 * @param graph what it computes
 * @param weights a value for every parameter of the graph, float32
 * @param preprocessing how pictures become its first input
 * @param prompting how prompts become its other inputs, if it takes any; it then takes one picture
 *     at a time
 * @param plan how the network comes quantized; steps decide after it
 */
public record Network(
        Graph graph,
        Map<String, NDArray> weights,
        Preprocessing preprocessing,
        Optional<Prompting> prompting,
        Plan plan) {

    /** A network in float. */
    public Network(
            Graph graph,
            Map<String, NDArray> weights,
            Preprocessing preprocessing,
            Optional<Prompting> prompting) {
        this(graph, weights, preprocessing, prompting, Plan.EMPTY);
    }

    /** A network in float that takes pictures and nothing else. */
    public Network(Graph graph, Map<String, NDArray> weights, Preprocessing preprocessing) {
        this(graph, weights, preprocessing, Optional.empty());
    }

    /** How many pictures it takes at a time, if not any number. */
    public OptionalInt together() {
        long rows = graph.inputs().get(0).shape().get(0);
        if (prompting.isPresent()) {
            return OptionalInt.of(1);
        }
        return rows > 0 ? OptionalInt.of(Math.toIntExact(rows)) : OptionalInt.empty();
    }

    /** The same as it comes quantized. */
    public Network quantized(Plan as) {
        return new Network(graph, weights, preprocessing, prompting, as);
    }
}
