package dev.halftone.quantize;

import ai.djl.ndarray.NDList;
import dev.halftone.data.Example;
import java.util.List;

/**
 * Preprocessed inputs on the run's device, with the examples they come from.
 *
 * @param inputs in the graph's order; valid until the next batch is asked for
 * @param examples one per row; just one where a network takes prompts
 */
public record Batch(NDList inputs, List<Example> examples) {}
