package dev.halftone.network;

import dev.halftone.graph.TensorSpec;
import java.util.Map;

/**
 * The sizes that make one DINOv2 backbone.
 *
 * @param image side of the input, pixels
 * @param patch side of a patch, pixels
 * @param width of the residual stream
 * @param depth blocks
 * @param heads of each attention
 * @param mlp width of the hidden layer
 * @param gated whether the MLPs are SwiGLUs
 * @param learned side of the square of patches that positions were learned for
 * @param registers tokens that keep what belongs to no place
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
        int registers) {
    private static final int CHANNELS_OF_A_HEAD = 64;

    int grid() {
        return image / patch;
    }

    DinoShape reading(int side) {
        return new DinoShape(side, patch, width, depth, heads, mlp, gated, learned, registers);
    }

    DinoShape withRegisters(int number) {
        return new DinoShape(image, patch, width, depth, heads, mlp, gated, learned, number);
    }

    /**
     * Reads the sizes from a checkpoint's shapes.
     *
     * @param file for messages
     */
    static DinoShape of(String file, Map<String, TensorSpec> tensors) {
        Dimensions of = new Dimensions(file, tensors, "names as in facebookresearch/dinov2");
        String block = "backbone.blocks.0.mlp.";
        boolean gated = of.has(block + "w3.weight");
        int[] patches = of.shape("backbone.patch_embed.proj.weight", 4);
        int[] positions = of.shape("backbone.pos_embed", 3);
        int mlp =
                gated ? of.shape(block + "w3.weight", 2)[1] : of.shape(block + "fc1.weight", 2)[0];
        int learned = (int) Math.round(Math.sqrt(Math.max(0, positions[1] - 1)));
        boolean registered = of.has("backbone.register_tokens");
        int registers = registered ? of.shape("backbone.register_tokens", 3)[1] : 0;
        of.require(
                patches[0] % CHANNELS_OF_A_HEAD == 0,
                "should have a multiple of 64 channels, but has " + patches[0]);
        of.require(
                learned >= 1 && learned * learned + 1 == positions[1],
                "should have positions for a class token and a square of patches");
        of.check();
        return new DinoShape(
                learned * patches[2],
                patches[2],
                patches[0],
                of.count("backbone.blocks.", ".norm1.weight"),
                patches[0] / CHANNELS_OF_A_HEAD,
                mlp,
                gated,
                learned,
                registers);
    }
}
