package dev.halftone.segment;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.model.Prompting;
import java.util.List;

/**
 * What follows an image encoder: prompts in, masks out, in one pass or in two. In the second the
 * first one's mask is a prompt too (the cascade of Prompt-Segment-Anything).
 *
 * @param shape of prompt encoder and mask decoder
 * @param multimask whether the answer is the best of several masks
 * @param cascade whether there is a second pass
 */
record Prompted(DecoderShape shape, boolean multimask, boolean cascade) {

    /** The inputs and outputs that the graph gets. */
    Prompting prompting() {
        return new Prompting(shape.frame(), "points", "labels", 0, 1, multimask);
    }

    /**
     * Ends a graph.
     *
     * @param embedding (1, C, grid, grid)
     */
    Graph build(GraphBuilder root, Value embedding) {
        Value[] inputs = PromptEncoder.inputs(root);
        GraphBuilder decoding = root.at("mask_decoder");
        PromptEncoder prompts = new PromptEncoder(root.at("prompt_encoder"), shape);
        Value points = prompts.points(inputs[0], inputs[1]);
        Value rows = Layers.rows(decoding, embedding);
        Value positions = prompts.grid();
        Value picture = decoding.at("dense").add(rows, prompts.noMask());
        Value[] answer = new MaskDecoder(decoding, shape).write(points, picture, positions);
        if (cascade) {
            GraphBuilder again = decoding.label("pass", 2);
            Value mask = prompts.mask(best(again.at("cascade"), answer));
            Value seen = again.at("dense").add(rows, mask);
            answer = new MaskDecoder(again, shape).write(points, seen, positions);
        }
        return root.build(answer);
    }

    /** The mask that is the answer: (P, 1, side, side). */
    private Value best(GraphBuilder g, Value[] answer) {
        if (!multimask) {
            return Layers.slice(g, answer[0], 1, 0, 1);
        }
        Value masks = Layers.slice(g, answer[0], 1, 1, shape.masks());
        Value iou = Layers.slice(g, answer[1], 1, 1, shape.masks());
        Attributes along = Attributes.of("axis", 1).with("keepdims", 1);
        Value index = g.apply("ArgMax", List.of(iou), along);
        Value placed = g.reshape(index, -1, 1, 1, 1);
        Value to = g.integers(1, 1, shape.maskSide(), shape.maskSide());
        Value every = g.apply("Expand", placed, to);
        return Layers.apply(g, "GatherElements", "axis", 1, masks, every);
    }
}
