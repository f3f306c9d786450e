package dev.halftone.segment;

import dev.halftone.graph.TensorSpec;
import dev.halftone.network.Dimensions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private static final String BLOCKS = "image_encoder.blocks";

    /** Patches along one side. */
    int grid() {
        return image / patch;
    }

    /** Side of the square that a block's attention sees. */
    int sight(int block) {
        return global.contains(block) ? grid() : window;
    }

    /** With as many heads in the decoder as the user says, or with its own. */
    SamShape withDecoderHeads(Optional<Integer> number) {
        DecoderShape other = decoder.withHeads(number);
        return new SamShape(image, patch, width, depth, heads, mlp, window, global, other);
    }

    /**
     * Reads the sizes from a checkpoint's shapes. A block whose table of relative positions is long
     * enough for the whole grid sees all of it; the head's width is the table's.
     *
     * @param file for messages
     * @param epsilon of the decoder's LayerNorms
     * @throws dev.halftone.problem.ProblemException when these are not a SAM's tensors
     */
    static SamShape of(String file, Map<String, TensorSpec> tensors, double epsilon) {
        Dimensions of =
                new Dimensions(
                        file,
                        tensors,
                        "names as in facebookresearch/segment-anything and in transformers are read");
        of.read("image_encoder.patch_embed.proj.weight", "width 3 patch patch")
                .read("image_encoder.patch_embed.proj.bias", "width")
                .read("image_encoder.pos_embed", "1 grid grid width")
                .read(BLOCKS + ".0.norm1.weight", "width")
                .read(BLOCKS + ".0.mlp.lin1.weight", "mlp width")
                .read(BLOCKS + ".0.mlp.lin1.bias", "mlp")
                .read(BLOCKS + ".0.mlp.lin2.weight", "width mlp");
        int depth = of.count(BLOCKS);
        for (int i = 0; i < Math.max(1, depth); i++) {
            of.read(BLOCKS + "." + i + ".attn.rel_pos_h", "distances" + i + " each")
                    .read(BLOCKS + "." + i + ".attn.rel_pos_w", "distances" + i + " each");
        }
        int width = of.get("width");
        int each = of.get("each");
        int patch = of.get("patch", 16);
        int[] distances = IntStream.range(0, depth).map(i -> of.get("distances" + i, 0)).toArray();
        int grid = of.get("grid", IntStream.of(distances).max().orElse(0) / 2 + 1);
        int[] sights = IntStream.of(distances).map(d -> d == 0 ? grid : d / 2 + 1).toArray();
        of.require(
                width % each == 0,
                "should have heads that divide the width %d, but has %d channels in each"
                        .formatted(width, each));
        int window = IntStream.of(sights).filter(sight -> sight != grid).findFirst().orElse(grid);
        of.require(
                IntStream.of(sights).allMatch(sight -> sight == grid || sight == window),
                "should have windows of one size");
        int image = grid * patch;
        DecoderShape decoder = DecoderShape.of(of, image, grid, epsilon);
        int mlp = of.get("mlp", 4 * width);
        of.check();
        List<Integer> global =
                IntStream.range(0, depth).filter(i -> sights[i] == grid).boxed().toList();
        return new SamShape(image, patch, width, depth, width / each, mlp, window, global, decoder);
    }
}
