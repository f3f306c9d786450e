package dev.halftone.segment;

import dev.halftone.graph.TensorSpec;
import dev.halftone.network.Dimensions;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The sizes that make one Segment Anything model.
 *
 * @param image side of the input, pixels
 * @param patch side of a patch, pixels
 * @param width of the residual stream
 * @param depth blocks
 * @param heads of each attention
 * @param mlp width of the hidden layer
 * @param window side of a window, patches
 * @param global blocks whose attention sees the whole picture
 * @param decoder prompts and masks
 */
record SamShape(
        int image,
        int patch,
        int width,
        int depth,
        int heads,
        int mlp,
        int window,
        List<Integer> global,
        DecoderShape decoder) {
    private static final String BLOCKS = "image_encoder.blocks.";

    /** Patches along one side. */
    int grid() {
        return image / patch;
    }

    /** Side of the square that a block's attention sees. */
    int sight(int block) {
        return global.contains(block) ? grid() : window;
    }

    /**
     * Reads the sizes from a checkpoint's shapes. A block whose table of relative positions is long
     * enough for the whole grid sees all of it; the head's width is the table's.
     *
     * @param file for messages
     * @throws dev.halftone.problem.ProblemException when these are not a SAM's tensors
     */
    static SamShape of(String file, Map<String, TensorSpec> tensors) {
        Dimensions of =
                new Dimensions(file, tensors, "names as in facebookresearch/segment-anything");
        int[] patch = of.shape("image_encoder.patch_embed.proj.weight", 4);
        int[] positions = of.shape("image_encoder.pos_embed", 4);
        int[] hidden = of.shape(BLOCKS + "0.mlp.lin1.weight", 2);
        int depth = of.count(BLOCKS, ".norm1.weight");
        int[] sights =
                IntStream.range(0, depth)
                        .map(i -> of.shape(BLOCKS + i + ".attn.rel_pos_h", 2)[0] / 2 + 1)
                        .toArray();
        int each = of.shape(BLOCKS + "0.attn.rel_pos_h", 2)[1];
        int grid = positions[1];
        int width = patch[0];
        of.require(
                width % each == 0,
                "should have heads that divide the width %d, but has %d channels in each"
                        .formatted(width, each));
        of.require(positions[2] == grid, "should have positions on a square");
        int window = IntStream.of(sights).filter(sight -> sight != grid).findFirst().orElse(grid);
        of.require(
                IntStream.of(sights).allMatch(sight -> sight == grid || sight == window),
                "should have windows of one size");
        int image = grid * patch[2];
        DecoderShape decoder = DecoderShape.of(of, image, grid, 1e-5);
        of.check();
        List<Integer> global =
                IntStream.range(0, depth).filter(i -> sights[i] == grid).boxed().toList();
        return new SamShape(
                image, patch[2], width, depth, width / each, hidden[0], window, global, decoder);
    }
}
