package dev.halftone.segment;

import dev.halftone.model.Checkpoint;
import dev.halftone.network.Renaming;

/**
 * Gives a Segment Anything that transformers stored, a {@code SamModel}, the names of its authors.
 */
final class SamNames {
    private static final String FEATURES =
            "prompt_encoder.pe_layer.positional_encoding_gaussian_matrix";
    private static final Renaming TRANSFORMERS =
            Renaming.of(
                    """
                    ^shared_image_embedding.positional_embedding          %1$s
                    ^prompt_encoder.shared_embedding.positional_embedding %1$s
                    ^vision_encoder.layers.#.                 image_encoder.blocks.#.
                    ^vision_encoder.neck.conv1.               image_encoder.neck.0.
                    ^vision_encoder.neck.layer_norm1.         image_encoder.neck.1.
                    ^vision_encoder.neck.conv2.               image_encoder.neck.2.
                    ^vision_encoder.neck.layer_norm2.         image_encoder.neck.3.
                    ^vision_encoder.                          image_encoder.
                    patch_embed.projection.                   patch_embed.proj.
                    prompt_encoder.point_embed.               prompt_encoder.point_embeddings.
                    mask_embed.conv1.                         mask_downscaling.0.
                    mask_embed.layer_norm1.                   mask_downscaling.1.
                    mask_embed.conv2.                         mask_downscaling.3.
                    mask_embed.layer_norm2.                   mask_downscaling.4.
                    mask_embed.conv3.                         mask_downscaling.6.
                    layer_norm_final_attn.                    norm_final_attn.
                    .layer_norm#.                             .norm#.
                    mask_decoder.upscale_conv1.               mask_decoder.output_upscaling.0.
                    mask_decoder.upscale_layer_norm.          mask_decoder.output_upscaling.1.
                    mask_decoder.upscale_conv2.               mask_decoder.output_upscaling.3.
                    mlps.#.layers.0.                          mlps.#.layers.1.
                    prediction_head.layers.0.                 prediction_head.layers.1.
                    .proj_in.                                 .layers.0.
                    .proj_out.                                .layers.2.
                    """
                            .formatted(FEATURES));

    private SamNames() {}

    /** Whether transformers stored a file. */
    static boolean are(Checkpoint file) {
        return file.tensors().keySet().stream().anyMatch(n -> n.startsWith("vision_encoder."));
    }

    static Checkpoint asOriginal(Checkpoint file) {
        return TRANSFORMERS.of(file, "");
    }
}
