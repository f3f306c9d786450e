package dev.halftone.network;

import ai.djl.ndarray.NDArray;
import dev.halftone.graph.Graph;
import dev.halftone.graph.TensorSpec;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * DINOv2 (Oquab et al., arXiv:2304.07193), with or without registers, with its linear classifiers.
 *
 * <p>Read are the authors' files: a backbone, and a head beside it; or both in one file under
 * {@code backbone.} and {@code linear_head.}; transformers' models, whose classifier is {@code
 * linear-1}; and timm's. Sizes, registers and classes are read from the shapes, heads are one for
 * 64 channels unless {@code heads} says otherwise. Positions for another {@code image-size} are
 * made as the authors make them: bicubically with antialiasing where there are registers, else
 * without and with 0.1 added to the size.
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
        @Param(doc = "Heads of each attention, where not one for 64 channels.", min = 1)
                Optional<Integer> heads,
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
            DinoShape shape = size.orElseThrow(DinoV2::sizeless).shape().withHeads(heads);
            Graph graph = graph(shape.withRegisters(registers ? REGISTERS : 0), CLASSES);
            Map<String, NDArray> drawn = Draws.of(graph, seed.value(), checkpoints.manager());
            return new Network(graph, drawn, usual(graph));
        }
        Checkpoint file = DinoNames.backbone(checkpoints.open(weights.text()));
        Checkpoint top =
                headWeights.map(head -> DinoNames.head(checkpoints.open(head.text()))).orElse(file);
        DinoShape shape = DinoShape.of(weights.text(), file.tensors()).withHeads(heads);
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
