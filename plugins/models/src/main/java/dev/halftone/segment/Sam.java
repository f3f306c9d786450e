package dev.halftone.segment;

import dev.halftone.graph.Graph;
import dev.halftone.model.Checkpoint;
import dev.halftone.model.Checkpoints;
import dev.halftone.model.ModelSource;
import dev.halftone.model.Network;
import dev.halftone.model.Preprocessing;
import dev.halftone.model.Weights;
import dev.halftone.network.Draws;
import dev.halftone.plugin.Inline;
import dev.halftone.plugin.Model;
import dev.halftone.plugin.Param;
import dev.halftone.plugin.Seed;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.util.List;
import java.util.Optional;

/**
 * Segment Anything (Kirillov et al., arXiv:2304.02643), under its authors' parameter names. The
 * image encoder runs once for each picture, the decoder over all its prompts.
 *
 * <p>Read are the authors' names and those of transformers' {@code SamModel}. The sizes are read
 * from the weights' shapes: depth, widths, patch and picture, windows and global blocks from the
 * lengths of the tables of relative positions, the encoder's heads from their widths. No shape
 * tells the decoder's heads.
 */
@Model(id = "sam", doc = "Segment Anything: masks for points and boxes.")
public record Sam(
        @Param(doc = "A .pth or .safetensors file, or random.") Weights weights,
        @Param(doc = "Size of the network, for random weights.") Optional<SamSize> size,
        @Param(
                        doc = "Answers with the best of several masks instead of the single one.",
                        byDefault = "false")
                boolean multimask,
        @Param(
                        doc = "Decodes twice, the second time with the first mask as a prompt.",
                        byDefault = "false")
                boolean cascade,
        @Param(doc = "Heads of the decoder's attentions, where not one for 32 channels.", min = 1)
                Optional<Integer> decoderHeads,
        @Inline Preprocessing.Overrides preprocessing,
        Seed seed)
        implements ModelSource {
    private static final double EPSILON = 1e-5;

    /** What transformers gives most of the decoder's LayerNorms. */
    private static final double EPSILON_OF_TRANSFORMERS = 1e-6;

    @Override
    public Network network(Checkpoints checkpoints) {
        if (weights.isRandom()) {
            SamShape shape = size.orElseThrow(Sam::sizeless).shape().withDecoderHeads(decoderHeads);
            Graph graph = SamGraph.of(shape, multimask, cascade);
            return new Network(
                    graph,
                    Draws.of(graph, seed.value(), checkpoints.manager()),
                    usual(shape.image()).with(preprocessing),
                    Optional.of(new Prompted(shape.decoder(), multimask, cascade).prompting()));
        }
        return stored(
                weights.text(),
                checkpoints.open(weights.text()),
                multimask,
                cascade,
                decoderHeads,
                preprocessing);
    }

    /** The network that a checkpoint holds. */
    static Network stored(
            String name,
            Checkpoint stored,
            boolean multimask,
            boolean cascade,
            Optional<Integer> decoderHeads,
            Preprocessing.Overrides preprocessing) {
        boolean theirs = SamNames.are(stored);
        Checkpoint file = theirs ? SamNames.asOriginal(stored) : stored;
        double epsilon = theirs ? EPSILON_OF_TRANSFORMERS : EPSILON;
        SamShape shape = SamShape.of(name, file.tensors(), epsilon).withDecoderHeads(decoderHeads);
        Graph graph = SamGraph.of(shape, multimask, cascade);
        Preprocessing own =
                usual(shape.image()).with(Preprocessing.Overrides.of(name, file.metadata()));
        return new Network(
                graph,
                file.weightsOf(graph),
                own.with(preprocessing),
                Optional.of(new Prompted(shape.decoder(), multimask, cascade).prompting()));
    }

    private static ProblemException sizeless() {
        return new ProblemException(
                Problem.of("missing-parameter", "'weights: random' should come with 'size'"));
    }

    /** The authors' own: the longer side to the input's, ImageNet's moments, zeros around. */
    static Preprocessing usual(int side) {
        return new Preprocessing(
                "longest",
                side,
                Preprocessing.Interpolation.BILINEAR,
                List.of(123.675, 116.28, 103.53),
                List.of(58.395, 57.12, 57.375),
                Preprocessing.Channels.RGB,
                1);
    }
}
