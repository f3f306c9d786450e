package dev.halftone.graph;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Name, element type and shape of a graph input or parameter.
 *
 * @param name unique in the graph
 * @param type element type
 * @param shape dimensions; -1 where it is only known when the program runs (the batch)
 */
public record TensorSpec(String name, DataType type, Shape shape) {}
