package dev.halftone.graph;

/**
 * A tensor that flows along an edge of a graph under construction, known by its name.
 *
 * @param name unique in the graph
 */
public record Value(String name) {}
