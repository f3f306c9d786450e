package dev.halftone.training;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * What came out of a training.
 *
 * @param names of parameters and of grid arrays
 * @param values as many
 */
public record Learned(List<String> names, List<NDArray> values) {}
