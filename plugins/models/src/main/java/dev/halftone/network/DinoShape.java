package dev.halftone.network;

import dev.halftone.graph.TensorSpec;
import java.util.Map;
import java.util.Optional;

/**
 * The sizes that make one DINOv2 backbone.
 *
 * @param image side of the input, pixels
 * @param patch side of a patch, pixels
 * @param width of the residual stream
 * @param depth blocks
 * @param heads of each attention; 0 if no shape tells
 * @param mlp width of the hidden layer
 * @param gated whether the MLPs are SwiGLUs
 * @param learned side of the square of patches that positions were learned for
 * @param registers tokens that keep what belongs to no place
 * @param masked whether there is a token for patches left out in training, which nothing reads
 */
record DinoShape(
        int image,
        int patch,
        int width,
        int depth,
        int heads,
        int mlp,
        boolean gated,
        int learned,
        int registers,
        boolean masked) {
    private static final int CHANNELS_OF_A_HEAD = 64;
    private static final String BLOCKS = "backbone.blocks";

    int grid() {
        return image / patch;
    }

    DinoShape reading(int side) {
        return new DinoShape(
                side, patch, width, depth, heads, mlp, gated, learned, registers, masked);
    }

    DinoShape withRegisters(int number) {
        return new DinoShape(
                image, patch, width, depth, heads, mlp, gated, learned, number, masked);
    }

    /** With as many heads as the user says, or with its own. */
    DinoShape withHeads(Optional<Integer> given) {
        int number = Heads.of("heads", given, heads, width, "width " + width);
        return new DinoShape(
                image, patch, width, depth, number, mlp, gated, learned, registers, masked);
    }

    /**
     * Reads the sizes from a checkpoint's shapes.
     *
     * @param file for messages
     */
    static DinoShape of(String file, Map<String, TensorSpec> tensors) {
        Dimensions of =
                new Dimensions(
                        file,
                        tensors,
                        "names as in facebookresearch/dinov2 and in transformers are read");
        String mlp = BLOCKS + ".0.mlp.";
        of.read("backbone.patch_embed.proj.weight", "width 3 patch patch")
                .read("backbone.cls_token", "1 1 width")
                .read("backbone.pos_embed", "1 positions width")
                .read("backbone.norm.weight", "width")
                .read("backbone.register_tokens", "1 registers width")
                .read(mlp + "fc1.weight", "mlp width")
                .read(mlp + "fc1.bias", "mlp")
                .read(mlp + "fc2.weight", "width mlp")
                .read(mlp + "w3.weight", "width gated")
                .read(mlp + "w12.weight", "twice width")
                .read(mlp + "w12.bias", "twice");
        int width = of.get("width");
        int patch = of.get("patch", 14);
        int positions = of.get("positions", 37 * 37 + 1);
        int learned = (int) Math.round(Math.sqrt(positions - 1));
        int registers = of.has("backbone.register_tokens") ? of.get("registers", 4) : 0;
        boolean gated = of.hasEnding(".mlp.w3.weight") || of.hasEnding(".mlp.w12.weight");
        int hidden =
                gated
                        ? of.get("gated", Math.max(1, of.get("twice", 2) / 2))
                        : of.get("mlp", 4 * width);
        of.require(
                learned >= 1 && learned * learned + 1 == positions,
                "should have positions for a class token and a square of patches");
        of.check();
        return new DinoShape(
                learned * patch,
                patch,
                width,
                of.count(BLOCKS),
                Heads.usual(width, CHANNELS_OF_A_HEAD),
                hidden,
                gated,
                learned,
                registers,
                of.has("backbone.mask_token"));
    }
}
