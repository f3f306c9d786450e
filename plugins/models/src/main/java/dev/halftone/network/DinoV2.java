package dev.halftone.network;

import ai.djl.ndarray.NDArray;
import dev.halftone.graph.Graph;
import dev.halftone.graph.TensorSpec;
import dev.halftone.model.Checkpoint;
import dev.halftone.model.Checkpoint.Derived;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * DINOv2 (Oquab et al., arXiv:2304.07193), with or without registers, with its linear classifiers.
 *
 * <p>Read are the authors' files: a backbone, and a head beside it; or both in one file under
 * {@code backbone.} and {@code linear_head.}. Sizes, registers and classes are read from the
 * shapes. Positions for another {@code image-size} are made as the authors make them: bicubically
 * with antialiasing where there are registers, else without and with 0.1 added to the size.
 */
@Model(id = "dinov2", doc = "DINOv2 with a linear classifier; its sizes are read from the weights.")
public record DinoV2(
        @Param(doc = "The backbone: a .pth or .safetensors file, or random.") Weights weights,
        @Param(doc = "Size of the network, for random weights.") Optional<DinoSize> size,
        @Param(doc = "Whether there are register tokens, for random weights.", byDefault = "true")
                boolean registers,
        @Param(
                        doc = "What the answer is: classes from the last block or the last four.",
                        byDefault = "linear-4")
                Head head,
        @Param(doc = "The head's file, unless the backbone's holds it.")
                Optional<Weights> headWeights,
        @Param(doc = "Side of the input; positions are resized for it.", min = 14, max = 16384)
                Optional<Integer> imageSize,
        @Inline Preprocessing.Overrides preprocessing,
        Seed seed)
        implements ModelSource {
    private static final int REGISTERS = 4;
    private static final int CLASSES = 1000;

    /** What follows the backbone. */
    public enum Head {
        LINEAR_1(1),
        LINEAR_4(4),
        NONE(0);

        private final int layers;

        Head(int layers) {
            this.layers = layers;
        }
    }

    @Override
    public Network network(Checkpoints checkpoints) {
        if (weights.isRandom()) {
            DinoShape shape = size.orElseThrow(DinoV2::sizeless).shape();
            Graph graph = graph(shape.withRegisters(registers ? REGISTERS : 0), CLASSES);
            Map<String, NDArray> drawn = Draws.of(graph, seed.value(), checkpoints.manager());
            return new Network(graph, drawn, usual(graph));
        }
        Checkpoint file = backbone(checkpoints.open(weights.text()));
        Checkpoint top = headWeights.isEmpty() ? file : head(checkpoints);
        DinoShape shape = DinoShape.of(weights.text(), file.tensors());
        Graph graph = graph(shape, classes(top));
        if (headWeights.isEmpty()) {
            return new Network(graph, file.weightsOf(graph), usual(graph));
        }
        Map<String, NDArray> values = new LinkedHashMap<>(file.weightsOf(part(graph, "backbone.")));
        values.putAll(top.weightsOf(part(graph, "linear_head.")));
        return new Network(graph, values, usual(graph));
    }

    /** As many as there are in the file; the authors' where that does not say. */
    private static int classes(Checkpoint head) {
        TensorSpec weight = head.tensors().get("linear_head.weight");
        return weight != null && weight.shape().dimension() == 2
                ? (int) weight.shape().get(0)
                : CLASSES;
    }

    private Graph graph(DinoShape shape, int classes) {
        int side = imageSize.orElse(shape.image());
        if (side % shape.patch() != 0) {
            throw new ProblemException(
                    Problem.of(
                            "wrong-size",
                            "'image-size' should be a multiple of the patch's side %d, but is %d"
                                    .formatted(shape.patch(), side)));
        }
        return DinoGraph.of(shape.reading(side), head.layers, classes);
    }

    private static Checkpoint backbone(Checkpoint file) {
        boolean whole = file.tensors().keySet().stream().anyMatch(n -> n.startsWith("backbone."));
        return whole ? file : prefixed(file, "backbone.");
    }

    private Checkpoint head(Checkpoints checkpoints) {
        Checkpoint file = checkpoints.open(headWeights.orElseThrow().text());
        boolean bare = file.tensors().containsKey("weight");
        return bare ? prefixed(file, "linear_head.") : file;
    }

    private static Checkpoint prefixed(Checkpoint file, String prefix) {
        return file.derived(
                file.tensors().values().stream().map(spec -> prefixed(prefix, spec)).toList());
    }

    private static Derived prefixed(String prefix, TensorSpec spec) {
        return new Derived(
                prefix + spec.name(), spec.shape(), List.of(spec.name()), one -> one.get(0));
    }

    /** Only the parameters count. */
    private static Graph part(Graph graph, String prefix) {
        Map<String, TensorSpec> parameters = new LinkedHashMap<>(graph.parameters());
        parameters.keySet().removeIf(name -> !name.startsWith(prefix));
        return new Graph(graph.name(), List.of(), parameters, List.of(), List.of());
    }

    private static ProblemException sizeless() {
        return new ProblemException(
                Problem.of("missing-parameter", "'weights: random' should come with 'size'"));
    }

    /** As the authors evaluate: ImageNet's moments, the shorter side 8 / 7 of the crop. */
    private Preprocessing usual(Graph graph) {
        int side = (int) graph.inputs().get(0).shape().get(2);
        return new Preprocessing(
                        String.valueOf(side * 8 / 7),
                        side,
                        Preprocessing.Interpolation.BICUBIC,
                        List.of(0.485, 0.456, 0.406),
                        List.of(0.229, 0.224, 0.225),
                        Preprocessing.Channels.RGB,
                        1 / 255.0)
                .with(preprocessing);
    }
}
