package dev.halftone.network;

import dev.halftone.graph.TensorSpec;
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
 * @param variant what it has beside the plain one, or lacks
 * @param learned side of the square of patches that positions were learned for
 * @param resizing how these become positions for another one
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
        Variant variant,
        int learned,
        Positions resizing) {
    private static final int USUAL_PATCH = 16;
    private static final int USUAL_GRID = 14;

    /** Of a plain one, with positions for its own input. */
    VitShape(
            int image,
            int patch,
            int channels,
            int width,
            int depth,
            int heads,
            int mlp,
            int classes) {
        this(
                image,
                patch,
                channels,
                width,
                depth,
                heads,
                mlp,
                classes,
                Variant.PLAIN,
                image / patch,
                Positions.BICUBIC_ANTIALIASED);
    }

    /** Patches along one side. */
    int grid() {
        return image / patch;
    }

    VitShape withHeads(int number) {
        return with(image, number, learned);
    }

    /** For another input, with positions of its own. */
    VitShape withImage(int side) {
        return with(side, heads, side / patch);
    }

    /** For another input, with positions made from those there are. */
    VitShape reading(int side) {
        return with(side, heads, learned);
    }

    private VitShape with(int side, int number, int grid) {
        return new VitShape(
                side, patch, channels, width, depth, number, mlp, classes, variant, grid, resizing);
    }

    /** Heads as published models have them: 64 channels each, 16 in very narrow models. */
    static int usualHeads(int width) {
        return Math.max(1, width < 128 ? width / 16 : width / 64);
    }

    /**
     * Reads the sizes from a checkpoint's shapes.
     *
     * @param file for messages
     * @param heads 0 for as many as published models have
     * @param resizing as who published the file does it
     * @throws dev.halftone.problem.ProblemException when these are not the tensors of a vision
     *     transformer
     */
    static VitShape of(
            String file, Map<String, TensorSpec> tensors, int heads, Positions resizing) {
        Dimensions of =
                new Dimensions(
                        file,
                        tensors,
                        "names as in timm, transformers and Google's npz files are read");
        of.read("patch_embed.proj.weight", "width channels patch patch")
                .read("patch_embed.proj.bias", "width")
                .read("pos_embed", "1 positions width")
                .read("blocks.0.norm1.weight", "width")
                .read("blocks.0.mlp.fc1.weight", "mlp width")
                .read("blocks.0.mlp.fc1.bias", "mlp")
                .read("blocks.0.mlp.fc2.weight", "width mlp")
                .read("head.weight", "classes features")
                .read("head.bias", "classes");
        int width = of.get("width");
        int patch = of.get("patch", USUAL_PATCH);
        Variant variant = Variant.of(of, of.get("positions", 0));
        int before = variant.positions();
        int positions = of.get("positions", USUAL_GRID * USUAL_GRID + before);
        int grid = Variant.side(positions - before);
        of.require(
                grid >= 1 && grid * grid + before == positions,
                "should have positions for %d token%s and a square of patches, but has %d"
                        .formatted(before, before == 1 ? "" : "s", positions));
        int mlp = of.get("mlp", 4 * width);
        int classes = of.get("classes", 1);
        of.check();
        return new VitShape(
                grid * patch,
                patch,
                of.get("channels", 3),
                width,
                of.count("blocks"),
                heads > 0 ? heads : usualHeads(width),
                mlp,
                classes,
                variant,
                grid,
                resizing);
    }
}
