package dev.halftone.graph;

/**
 * One place where a value is read.
 *
 * @param node the reading node
 * @param index which of its inputs
 */
public record Use(Node node, int index) {}
