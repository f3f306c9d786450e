package dev.halftone.network;

import dev.halftone.graph.TensorSpec;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.util.Map;

/**
 * The sizes that make one vision transformer.
 *
 * @param image side of the input, pixels
 * @param patch side of a patch, pixels
 * @param channels of the input
 * @param width of the residual stream
 * @param depth blocks
 * @param heads of each attention
 * @param mlp width of the hidden layer
 * @param classes answers
 * @param layerScale whether each branch has a factor per channel
 */
record VitShape(
        int image,
        int patch,
        int channels,
        int width,
        int depth,
        int heads,
        int mlp,
        int classes,
        boolean layerScale) {

    /** Patches along one side. */
    int grid() {
        return image / patch;
    }

    /** Class token and patches. */
    int tokens() {
        return grid() * grid() + 1;
    }

    VitShape withHeads(int number) {
        return new VitShape(image, patch, channels, width, depth, number, mlp, classes, layerScale);
    }

    VitShape withImage(int side) {
        return new VitShape(side, patch, channels, width, depth, heads, mlp, classes, layerScale);
    }

    /** Heads as published models have them: 64 channels each, 16 in very narrow models. */
    static int usualHeads(int width) {
        return Math.max(1, width < 128 ? width / 16 : width / 64);
    }

    /**
     * Reads the sizes from a checkpoint's shapes.
     *
     * @param file for messages
     * @throws ProblemException when these are not the tensors of a vision transformer
     */
    static VitShape of(String file, Map<String, TensorSpec> tensors) {
        Dimensions of =
                new Dimensions(file, tensors, "names as in timm's vision transformers are read");
        int[] patches = of.shape("patch_embed.proj.weight", 4);
        int[] positions = of.shape("pos_embed", 3);
        int[] hidden = of.shape("blocks.0.mlp.fc1.weight", 2);
        int[] head = of.shape("head.weight", 2);
        of.check();
        long grid = Math.round(Math.sqrt(positions[1] - 1));
        if (grid < 1 || grid * grid + 1 != positions[1]) {
            throw new ProblemException(
                    Problem.of(
                            "bad-checkpoint",
                            "'%s' should have positions for a class token and a square of patches, but has %d"
                                    .formatted(file, positions[1])));
        }
        int depth = of.count("blocks.", ".norm1.weight");
        int width = patches[0];
        return new VitShape(
                Math.toIntExact(grid * patches[2]),
                patches[2],
                patches[1],
                width,
                depth,
                usualHeads(width),
                hidden[0],
                head[0],
                tensors.containsKey("blocks.0.ls1.gamma"));
    }
}
