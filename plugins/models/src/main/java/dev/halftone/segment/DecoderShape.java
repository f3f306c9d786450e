package dev.halftone.segment;

import dev.halftone.network.Dimensions;

/**
 * The sizes of a prompt encoder and a mask decoder.
 *
 * @param frame side of the square that prompts are given in
 * @param grid side of the image embedding
 * @param width channels of the image embedding and of tokens
 * @param depth two-way blocks
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
        int mlp,
        int squeeze,
        int maskChannels,
        int masks,
        int iouWidth,
        double epsilon) {
    private static final int CHANNELS_OF_A_HEAD = 32;

    /** One for every 32 channels, in all published models: no shape tells. */
    int heads() {
        return Math.max(1, width / CHANNELS_OF_A_HEAD);
    }

    /** Side of the masks. */
    int maskSide() {
        return 4 * grid;
    }

    /** Reads the sizes from a checkpoint's shapes, all but those that the image encoder decides. */
    static DecoderShape of(Dimensions of, int frame, int grid, double epsilon) {
        String layer = "mask_decoder.transformer.layers.";
        int[] lin1 = of.shape(layer + "0.mlp.lin1.weight", 2);
        int[] cross = of.shape(layer + "0.cross_attn_token_to_image.q_proj.weight", 2);
        int[] downscaled = of.shape("prompt_encoder.mask_downscaling.6.weight", 4);
        int[] masks = of.shape("mask_decoder.mask_tokens.weight", 2);
        int[] iou = of.shape("mask_decoder.iou_prediction_head.layers.0.weight", 2);
        int width = masks[1];
        of.require(
                width % 8 == 0 && (width < CHANNELS_OF_A_HEAD || width % CHANNELS_OF_A_HEAD == 0),
                "should have tokens of a multiple of 32 channels, but has " + width);
        of.require(
                cross[0] <= width && width % cross[0] == 0,
                "should have attention between tokens and picture that divides " + width);
        return new DecoderShape(
                frame,
                grid,
                width,
                of.count(layer, ".norm1.weight"),
                lin1[0],
                Math.max(1, width / cross[0]),
                downscaled[1],
                masks[0],
                iou[0],
                epsilon);
    }
}
