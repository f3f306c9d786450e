package dev.halftone.network;

import dev.halftone.model.Checkpoint;

/**
 * Gives vision transformers that other libraries stored the names of timm's: transformers' ({@code
 * vit.encoder.layer.0…}, and {@code vit.layers.0…} since version 5), ViT-pytorch's ({@code
 * transformer.encoder.layer.0…}) and Google's (see {@link GoogleNames}).
 */
final class VitNames {
    private static final Renaming TRANSFORMERS =
            Renaming.of(
                    """
                    embeddings.cls_token                     cls_token
                    embeddings.distillation_token            dist_token
                    embeddings.mask_token                    mask_token
                    embeddings.register_tokens               register_tokens
                    embeddings.position_embeddings           pos_embed
                    embeddings.patch_embeddings.projection.  patch_embed.proj.
                    ^encoder.layer.#.                        blocks.#.
                    ^layers.#.                               blocks.#.
                    layernorm_before.                        norm1.
                    layernorm_after.                         norm2.
                    attention.attention.query.               attn.qkv[1/3].
                    attention.attention.key.                 attn.qkv[2/3].
                    attention.attention.value.               attn.qkv[3/3].
                    attention.q_proj.                        attn.qkv[1/3].
                    attention.k_proj.                        attn.qkv[2/3].
                    attention.v_proj.                        attn.qkv[3/3].
                    attention.output.dense.                  attn.proj.
                    attention.o_proj.                        attn.proj.
                    intermediate.dense.                      mlp.fc1.
                    output.dense.                            mlp.fc2.
                    mlp.weights_in.                          mlp.w12.
                    mlp.gate_proj.                           mlp.w12[1/2].
                    mlp.up_proj.                             mlp.w12[2/2].
                    mlp.weights_out.                         mlp.w3.
                    mlp.down_proj.                           mlp.w3.
                    layer_scale#.lambda1                     ls#.gamma
                    ^layernorm.                              norm.
                    ^classifier.                             head.
                    ^cls_classifier.                         head.
                    ^distillation_classifier.                head_dist.
                    """);
    private static final Renaming PYTORCH =
            Renaming.of(
                    """
                    embeddings.cls_token            cls_token
                    embeddings.position_embeddings  pos_embed
                    embeddings.patch_embeddings.    patch_embed.proj.
                    ^encoder.layer.#.               blocks.#.
                    ^encoder.encoder_norm.          norm.
                    attention_norm.                 norm1.
                    ffn_norm.                       norm2.
                    attn.query.                     attn.qkv[1/3].
                    attn.key.                       attn.qkv[2/3].
                    attn.value.                     attn.qkv[3/3].
                    attn.out.                       attn.proj.
                    ffn.                            mlp.
                    """);

    private VitNames() {}

    /** A checkpoint under timm's names, whatever its own are. */
    static Checkpoint asTimm(Checkpoint file) {
        if (GoogleNames.are(file)) {
            return GoogleNames.asTimm(file);
        }
        return has(file, "transformer.embeddings.")
                ? PYTORCH.of(file, "transformer.")
                : fromTransformers(file, "vit.", "deit.");
    }

    /** The same for what transformers stored, under one of some prefixes or none. */
    static Checkpoint fromTransformers(Checkpoint file, String... prefixes) {
        for (String prefix : prefixes) {
            if (has(file, prefix + "embeddings.")) {
                return TRANSFORMERS.of(file, prefix);
            }
        }
        return has(file, "embeddings.") ? TRANSFORMERS.of(file, "") : file;
    }

    private static boolean has(Checkpoint file, String prefix) {
        return file.tensors().keySet().stream().anyMatch(name -> name.startsWith(prefix));
    }
}
