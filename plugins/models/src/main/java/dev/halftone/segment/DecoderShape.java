package dev.halftone.segment;

import dev.halftone.network.Dimensions;
import dev.halftone.network.Heads;
import java.util.Optional;

/**
 * The sizes of a prompt encoder and a mask decoder.
 *
 * @param frame side of the square that prompts are given in
 * @param grid side of the image embedding
 * @param width channels of the image embedding and of tokens
 * @param depth two-way blocks
 * @param heads of its attentions; 0 where the user should say
 * @param mlp hidden width of their MLPs
 * @param squeeze how many times narrower attention between tokens and picture is
 * @param maskChannels channels of a mask given as a prompt, before the last layer
 * @param masks tokens for masks: one for the single answer, the others for several
 * @param iouWidth hidden width of the head that expects an IoU
 * @param epsilon of its LayerNorms: 1e-5, but 1e-6 in EfficientViT-SAM
 */
record DecoderShape(
        int frame,
        int grid,
        int width,
        int depth,
        int heads,
        int mlp,
        int squeeze,
        int maskChannels,
        int masks,
        int iouWidth,
        double epsilon) {
    private static final int CHANNELS_OF_A_HEAD = 32;
    private static final String LAYERS = "mask_decoder.transformer.layers";

    /** Side of the masks. */
    int maskSide() {
        return 4 * grid;
    }

    /** With as many heads as the user says, or with its own. */
    DecoderShape withHeads(Optional<Integer> given) {
        int inner = width / squeeze;
        String what = inner + " channels of attention between tokens and picture";
        int number = Heads.of("decoder-heads", given, heads, inner, what);
        return new DecoderShape(
                frame,
                grid,
                width,
                depth,
                number,
                mlp,
                squeeze,
                maskChannels,
                masks,
                iouWidth,
                epsilon);
    }

    /**
     * Reads the sizes from a checkpoint's shapes, all but those that the image encoder decides. No
     * shape tells the heads: there is one for every 32 channels, as in all published models.
     */
    static DecoderShape of(Dimensions of, int frame, int grid, double epsilon) {
        String layer = LAYERS + ".0.";
        String cross = layer + "cross_attn_token_to_image.";
        String iou = "mask_decoder.iou_prediction_head.layers.";
        of.read("mask_decoder.mask_tokens.weight", "masks tokens")
                .read("mask_decoder.iou_token.weight", "1 tokens")
                .read("prompt_encoder.no_mask_embed.weight", "1 tokens")
                .read(layer + "mlp.lin1.weight", "hidden tokens")
                .read(layer + "mlp.lin1.bias", "hidden")
                .read(layer + "mlp.lin2.weight", "tokens hidden")
                .read(cross + "q_proj.weight", "inner tokens")
                .read(cross + "q_proj.bias", "inner")
                .read(cross + "out_proj.weight", "tokens inner")
                .read("prompt_encoder.mask_downscaling.6.weight", "tokens downscaled 1 1")
                .read("prompt_encoder.mask_downscaling.4.weight", "downscaled")
                .read("prompt_encoder.mask_downscaling.3.bias", "downscaled")
                .read(iou + "0.weight", "iou tokens")
                .read(iou + "0.bias", "iou")
                .read(iou + "2.weight", "masks iou")
                .read(iou + "2.bias", "masks");
        int width = of.get("tokens");
        int inner = of.get("inner", Math.max(1, width / 2));
        of.require(
                width % 8 == 0, "should have tokens of a multiple of 8 channels, but has " + width);
        of.require(
                inner <= width && width % inner == 0,
                "should have attention between tokens and picture that divides " + width);
        return new DecoderShape(
                frame,
                grid,
                width,
                of.count(LAYERS),
                usualHeads(width),
                of.get("hidden", 8 * width),
                Math.max(1, width / inner),
                of.get("downscaled", 16),
                of.get("masks", 4),
                of.get("iou", width),
                epsilon);
    }

    private static int usualHeads(int width) {
        return width < CHANNELS_OF_A_HEAD ? 1 : Heads.usual(width, CHANNELS_OF_A_HEAD);
    }
}
