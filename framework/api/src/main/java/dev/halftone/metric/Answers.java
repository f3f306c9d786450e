package dev.halftone.metric;

import ai.djl.ndarray.NDList;
import dev.halftone.data.Example;
import java.util.List;

/**
 * What a model answered to one batch.
 *
 * @param outputs the graph's outputs
 * @param reference the float model's outputs for the same batch
 * @param examples one per row
 */
public record Answers(NDList outputs, NDList reference, List<Example> examples) {}
