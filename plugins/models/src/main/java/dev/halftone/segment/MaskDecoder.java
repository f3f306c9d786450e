package dev.halftone.segment;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import java.util.List;

/**
 * Writes Segment Anything's mask decoder down (Kirillov et al., arXiv:2304.02643, §A): learned
 * tokens join those of the prompt, a two-way transformer lets them and the picture see each other,
 * and each mask's token makes a filter for the enlarged picture.
 */
final class MaskDecoder {
    private final GraphBuilder root;
    private final DecoderShape shape;

    MaskDecoder(GraphBuilder root, DecoderShape shape) {
        this.root = root;
        this.shape = shape;
    }

    /**
     * Masks (P, masks, 4·grid, 4·grid), and the IoU that is expected of each (P, masks).
     *
     * @param prompts (P, K, C)
     * @param picture the image embedding's rows, and what a mask prompt adds: (1 or P, grid², C)
     * @param positions of these rows (grid², C)
     */
    Value[] write(Value prompts, Value picture, Value positions) {
        int width = shape.width();
        Value tokens = tokens(prompts);
        Value[] seen =
                TwoWay.write(
                        root.label("part", "transformer").at("transformer"),
                        shape,
                        tokens,
                        picture,
                        positions);
        GraphBuilder iouHead = root.label("part", "iou").at("iou_prediction_head");
        Value iou =
                mlp(
                        iouHead,
                        iouHead.pick(seen[0], 1, 0),
                        new int[] {width, shape.iouWidth(), shape.iouWidth(), shape.masks()});
        return new Value[] {masks(seen[0], enlarged(seen[1])), iou};
    }

    /** One token for the IoU, those of the masks, then the prompt's. */
    private Value tokens(Value prompts) {
        int width = shape.width();
        GraphBuilder g = root.at("tokens");
        Value own =
                g.concat(
                        0,
                        root.parameter("iou_token.weight", 1, width),
                        root.parameter("mask_tokens.weight", shape.masks(), width));
        Attributes first = Attributes.of("start", 0).with("end", 1);
        Value count = g.apply("Shape", List.of(prompts), first);
        Value to = g.concat(0, count, g.integers(shape.masks() + 1, width));
        return g.concat(1, g.apply("Expand", own, to), prompts);
    }

    /** (P, C / 8, (4·grid)²). */
    private Value enlarged(Value picture) {
        int width = shape.width();
        GraphBuilder g = root.label("part", "upscaling").at("output_upscaling");
        Value x = Layers.square(g, picture, shape.grid());
        x = Layers.enlarge(g.at("0"), x, width, width / 4);
        x = g.at("2").gelu(Layers.norm(g, x, "1", width / 4));
        x = g.at("4").gelu(Layers.enlarge(g.at("3"), x, width / 4, width / 8));
        return g.reshape(x, 0, 0, -1);
    }

    private Value masks(Value tokens, Value picture) {
        int width = shape.width();
        GraphBuilder g = root.label("part", "hypernetworks").at("output_hypernetworks_mlps");
        Value[] filters = new Value[shape.masks()];
        for (int i = 0; i < filters.length; i++) {
            GraphBuilder one = g.at(String.valueOf(i));
            Value token = one.pick(tokens, 1, 1L + i);
            Value filter = mlp(one, token, new int[] {width, width, width, width / 8});
            filters[i] = Layers.unsqueeze(one, filter, 1);
        }
        GraphBuilder at = root.at("masks");
        Value flat = at.matmul(at.concat(1, filters), picture);
        return at.reshape(flat, 0, 0, shape.maskSide(), shape.maskSide());
    }

    private static Value mlp(GraphBuilder g, Value x, int[] widths) {
        for (int i = 0; i < widths.length - 1; i++) {
            x = g.linear(x, "layers." + i, widths[i], widths[i + 1]);
            if (i < widths.length - 2) {
                x = g.at("act").relu(x);
            }
        }
        return x;
    }
}
