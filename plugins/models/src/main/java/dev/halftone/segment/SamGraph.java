package dev.halftone.segment;

import ai.djl.ndarray.types.DataType;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;

/** Writes Segment Anything down, under the parameter names of facebookresearch/segment-anything. */
final class SamGraph {
    private SamGraph() {}

    static Graph of(SamShape shape, boolean multimask, boolean cascade) {
        GraphBuilder root = Graph.builder("sam");
        Value image = root.input("image", DataType.FLOAT32, 1, 3, shape.image(), shape.image());
        GraphBuilder encoder = root.label("part", "encoder").at("image_encoder");
        Value embedding = SamEncoder.write(encoder, shape, image);
        return new Prompted(shape.decoder(), multimask, cascade).build(root, embedding);
    }
}
