package dev.halftone.metric;

import ai.djl.ndarray.NDList;
import dev.halftone.data.Example;
import java.util.List;

/**
 * What a model answered to one batch.
 *
 * @param outputs the graph's outputs
 * @param reference the float model's outputs for the same batch
 * @param examples one per row; just one where a network segments what prompts show
 * @param segments what it segmented, one per prompt; none of other networks
 * @param floatSegments what the float model segmented
 */
public record Answers(
        NDList outputs,
        NDList reference,
        List<Example> examples,
        List<Segment> segments,
        List<Segment> floatSegments) {

    /** Answers of a network that takes pictures and nothing else. */
    public Answers(NDList outputs, NDList reference, List<Example> examples) {
        this(outputs, reference, examples, List.of(), List.of());
    }
}
