package dev.halftone.segment;

import dev.halftone.graph.TensorSpec;
import dev.halftone.network.Dimensions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The sizes that make one EfficientViT-SAM.
 *
 * @param image side of the input, pixels
 * @param stages of the backbone, each with half the side of the one before
 * @param neck what joins the last ones
 * @param decoder prompts and masks
 */
record EfficientVitShape(int image, List<Stage> stages, Neck neck, DecoderShape decoder) {
    private static final String STAGES = "image_encoder.backbone.stages.";
    private static final String NECK = "image_encoder.neck.";
    private static final int GRID = 64;
    private static final int FRAME = 1024;

    /** What a stage's blocks are. */
    enum Kind {
        RES,
        FMB,
        MB,
        ATT
    }

    /**
     * Blocks of one width.
     *
     * @param width channels
     * @param depth blocks after the first
     * @param kind of these
     * @param expand how many times wider they are inside; the first one four times that
     * @param bare whether only a block's last convolution has a norm, the others a bias
     * @param scale kernel of the attention's second scale; 0 without attention
     */
    record Stage(int width, int depth, Kind kind, int expand, boolean bare, int scale) {}

    /**
     * Joins stages at 64 × 64.
     *
     * @param from stages, in the checkpoint's order
     * @param depth blocks
     * @param expand how many times wider they are inside
     */
    record Neck(List<Integer> from, int depth, int expand) {}

    /** Of a published model: stages as the authors list them. */
    static EfficientVitShape of(List<Stage> stages, int neckDepth, int neckExpand) {
        int last = stages.size() - 1;
        DecoderShape decoder = new DecoderShape(FRAME, GRID, 256, 2, 8, 2048, 2, 16, 4, 256, 1e-6);
        Neck neck = new Neck(List.of(last, last - 1, last - 2), neckDepth, neckExpand);
        return new EfficientVitShape(image(stages.size()), stages, neck, decoder);
    }

    /** No shape tells: five stages read 512 pixels, six read 1024, in all published models. */
    private static int image(int stages) {
        return stages > 5 ? 1024 : 512;
    }

    /**
     * Reads the sizes from a checkpoint's shapes.
     *
     * @param file for messages
     */
    static EfficientVitShape of(String file, Map<String, TensorSpec> tensors) {
        Dimensions of = new Dimensions(file, tensors, "names as in mit-han-lab/efficientvit");
        of.read(STAGES + "0.op_list.0.conv.weight", "stage0 3 kernel kernel")
                .read(STAGES + "0.op_list.0.norm.weight", "stage0");
        List<Stage> stages = new ArrayList<>();
        int first = of.get("stage0");
        int blocks = of.count(STAGES + "0.op_list") - 1;
        stages.add(new Stage(first, Math.max(0, blocks), Kind.RES, 1, false, 0));
        while (stages.size() < 8 && kind(of, at(stages.size(), 0)) != Kind.RES) {
            stages.add(stage(of, stages.size(), stages.get(stages.size() - 1).width));
        }
        of.require(stages.size() >= 5, "should have at least five stages of blocks");
        DecoderShape decoder = DecoderShape.of(of, FRAME, GRID, 1e-6);
        Neck neck = neck(of, stages, decoder.width());
        of.check();
        return new EfficientVitShape(image(stages.size()), stages, neck, decoder);
    }

    /** With as many heads in the decoder as the user says, or with its own. */
    EfficientVitShape withDecoderHeads(Optional<Integer> number) {
        return new EfficientVitShape(image, stages, neck, decoder.withHeads(number));
    }

    private static String at(int stage, int block) {
        return STAGES + stage + ".op_list." + block;
    }

    private static Kind kind(Dimensions of, String block) {
        if (of.hasModule(block + ".context_module")) {
            return Kind.ATT;
        }
        if (of.hasModule(block + ".main.inverted_conv")) {
            return Kind.MB;
        }
        return of.hasModule(block + ".main.spatial_conv") ? Kind.FMB : Kind.RES;
    }

    private static Stage stage(Dimensions of, int number, int in) {
        int depth = Math.max(0, of.count(STAGES + number + ".op_list") - 1);
        Kind start = kind(of, at(number, 0));
        Kind kind = depth > 0 ? kind(of, at(number, 1)) : start;
        String first = at(number, 0) + ".main.";
        String open = first + (start == Kind.MB ? "inverted_conv" : "spatial_conv");
        String width = "stage" + number;
        String inside = "inside" + number;
        String scale = "scale" + number;
        of.read(first + "point_conv.conv.weight", width + " " + inside + " 1 1")
                .read(first + "point_conv.norm.weight", width)
                .read(open + ".conv.weight", inside + " in 1 1")
                .read(open + ".conv.bias", inside)
                .read(open + ".norm.weight", inside);
        for (int i = 1; i <= depth && kind == Kind.ATT; i++) {
            String along = at(number, i) + ".context_module.main.aggreg.0.0.weight";
            of.read(along, "channels 1 " + scale + " " + scale);
        }
        int expand = of.get(inside, 16 * in) / Math.max(1, in) / 4;
        boolean bare = !of.hasModule(open + ".norm");
        return new Stage(
                of.get(width, 2 * in),
                depth,
                kind,
                Math.max(1, expand),
                bare,
                kind == Kind.ATT ? of.get(scale, 5) : 0);
    }

    private static Neck neck(Dimensions of, List<Stage> stages, int width) {
        List<Integer> from = new ArrayList<>();
        int inputs = of.count(NECK + "input_ops");
        for (int i = 0; i < inputs; i++) {
            String weight = NECK + "input_ops." + i + ".op_list.0.conv.weight";
            int usual = stages.get(Math.max(0, stages.size() - 1 - i)).width;
            int in = of.read(weight, "tokens neck" + i + " 1 1").get("neck" + i, usual);
            int stage =
                    IntStream.range(0, stages.size())
                            .filter(s -> stages.get(s).width == in)
                            .reduce((a, b) -> b)
                            .orElse(-1);
            of.require(stage >= 0, "should have a stage of " + in + " channels for the neck");
            from.add(stage);
        }
        String middle = NECK + "middle.op_list";
        of.read(middle + ".0.main.spatial_conv.conv.weight", "middle tokens 3 3")
                .read(middle + ".0.main.spatial_conv.norm.weight", "middle")
                .read(middle + ".0.main.point_conv.conv.weight", "tokens middle 1 1");
        int wide = of.get("middle", width);
        return new Neck(from, of.count(middle), Math.max(1, wide / width));
    }
}
