package dev.halftone.network;

import dev.halftone.graph.Graph;
import dev.halftone.model.Checkpoint;
import dev.halftone.model.Checkpoints;
import dev.halftone.model.ModelSource;
import dev.halftone.model.Network;
import dev.halftone.model.Preprocessing;
import dev.halftone.model.Weights;
import dev.halftone.plugin.Inline;
import dev.halftone.plugin.Model;
import dev.halftone.plugin.Param;
import dev.halftone.plugin.Seed;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * The vision transformer (Dosovitskiy et al., arXiv:2010.11929), with or without LayerScale, under
 * timm's parameter names.
 *
 * <p>Read are timm's names, transformers', ViT-pytorch's and Google's npz files. The sizes are read
 * from the weights' shapes. The number of heads, which only Google's shapes tell, is the parameter,
 * else the file's metadata {@code heads}, else one for every 64 channels (every 16 in models
 * narrower than 128). Positions for another {@code image-size} are made from those there are:
 * linearly with aligned corners from Google's files, as Google does it, else bicubically with
 * antialiasing, as timm does. Preprocessing is the metadata's {@code preprocessing.*}, else that of
 * timm's augreg checkpoints, or DeiT's where {@code arch} says so.
 */
@Model(id = "vit", doc = "Vision transformer; its sizes are read from the weights.")
public record Vit(
        @Param(doc = "A .pth, .npz or .safetensors file, embedded:fashion-vit, or random.")
                Weights weights,
        @Param(doc = "Size of the network, for random weights; a deit also decides preprocessing.")
                Optional<VitArch> arch,
        @Param(doc = "Heads of each attention, where the file does not say.", min = 1)
                Optional<Integer> heads,
        @Param(doc = "Side of the input; positions are resized for it.", min = 1, max = 16384)
                Optional<Integer> imageSize,
        @Inline Preprocessing.Overrides preprocessing,
        Seed seed)
        implements ModelSource {
    private static final String FASHION = "fashion-vit";
    private static final String RESOURCE = "/dev/halftone/model/fashion-vit.safetensors";

    @Override
    public Network network(Checkpoints checkpoints) {
        return weights.isRandom() ? random(checkpoints) : loaded(open(checkpoints));
    }

    private Network random(Checkpoints checkpoints) {
        VitArch named =
                arch.orElseThrow(
                        () ->
                                bad(
                                        "missing-parameter",
                                        "'weights: random' should come with 'arch'"));
        VitShape shape = named.shape();
        int count = heads.orElse(shape.heads());
        shape = checked(shape.withImage(imageSize.orElse(shape.image())), count);
        Graph graph = VitGraph.of("vit", shape);
        return new Network(
                graph,
                RandomWeights.of(graph, seed.value(), checkpoints.manager()),
                usual(shape).with(preprocessing));
    }

    private Network loaded(Checkpoint stored) {
        Positions resizing =
                GoogleNames.are(stored) ? Positions.LINEAR_ALIGNED : Positions.BICUBIC_ANTIALIASED;
        Checkpoint file = VitNames.asTimm(stored);
        int known = headsOf(stored).orElse(0);
        VitShape shape = VitShape.of(weights.text(), file.tensors(), known, resizing);
        shape = checked(shape.reading(imageSize.orElse(shape.image())), shape.heads());
        Graph graph = VitGraph.of("vit", shape);
        Preprocessing own =
                usual(shape).with(Preprocessing.Overrides.of(weights.text(), file.metadata()));
        return new Network(graph, file.weightsOf(graph), own.with(preprocessing));
    }

    private Checkpoint open(Checkpoints checkpoints) {
        Optional<String> name = weights.embedded();
        if (name.isEmpty()) {
            return checkpoints.open(weights.text());
        }
        if (!name.get().equals(FASHION)) {
            Problem problem =
                    Problem.of("unknown-weights", "no weights '" + name.get() + "' are embedded");
            throw new ProblemException(problem.hint("there are: embedded:" + FASHION));
        }
        InputStream resource = Vit.class.getResourceAsStream(RESOURCE);
        if (resource == null) {
            throw bad("unknown-weights", "this build was made without '" + weights + "'");
        }
        return checkpoints.embedded(weights.text(), resource);
    }

    private Optional<Integer> headsOf(Checkpoint file) {
        return heads.or(() -> GoogleNames.heads(file))
                .or(
                        () -> {
                            String words = file.metadata().getOrDefault("heads", "");
                            return words.matches("[1-9][0-9]{0,3}")
                                    ? Optional.of(Integer.valueOf(words))
                                    : Optional.empty();
                        });
    }

    private static VitShape checked(VitShape shape, int heads) {
        Heads.of("heads", Optional.of(heads), 0, shape.width(), "width " + shape.width());
        if (shape.image() % shape.patch() != 0) {
            throw bad(
                    "wrong-size",
                    "'image-size' should be a multiple of the patch's side %d, but is %d"
                            .formatted(shape.patch(), shape.image()));
        }
        return shape.withHeads(heads);
    }

    /** What the publishers of such weights do: timm's augreg recipe, or Fashion-MNIST's moments. */
    private Preprocessing usual(VitShape shape) {
        boolean grey = shape.channels() == 1;
        if (arch.filter(VitArch::isDeit).isPresent()) {
            return new Preprocessing(
                    String.valueOf((int) (shape.image() / 0.875)),
                    shape.image(),
                    Preprocessing.Interpolation.BICUBIC,
                    List.of(0.485, 0.456, 0.406),
                    List.of(0.229, 0.224, 0.225),
                    Preprocessing.Channels.RGB,
                    1 / 255.0);
        }
        return new Preprocessing(
                grey ? "none" : String.valueOf((int) (shape.image() / 0.9)),
                shape.image(),
                Preprocessing.Interpolation.BICUBIC,
                grey ? List.of(0.286) : List.of(0.5, 0.5, 0.5),
                grey ? List.of(0.353) : List.of(0.5, 0.5, 0.5),
                grey ? Preprocessing.Channels.GRAY : Preprocessing.Channels.RGB,
                1 / 255.0);
    }

    private static ProblemException bad(String code, String message) {
        return new ProblemException(Problem.of(code, message));
    }
}
