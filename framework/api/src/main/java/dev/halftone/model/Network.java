package dev.halftone.model;

import ai.djl.ndarray.NDArray;
import dev.halftone.graph.Graph;
import java.util.Map;

/**
 * A graph with its weights.
 *
 * @param graph what it computes
 * @param weights a value for every parameter of the graph, float32
 * @param preprocessing how pictures become its input
 */
public record Network(Graph graph, Map<String, NDArray> weights, Preprocessing preprocessing) {}
