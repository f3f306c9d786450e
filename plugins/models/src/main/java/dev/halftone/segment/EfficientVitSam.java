package dev.halftone.segment;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
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
import java.util.Map;
import java.util.Optional;

/**
 * EfficientViT-SAM (Zhang et al., arXiv:2402.05008), under its authors' parameter names: Segment
 * Anything with an image encoder of convolutions and linear attention. Prompts are given in a frame
 * of 1024 pixels, whatever the encoder reads.
 *
 * <p>Layers are chosen by labels: {@code stage=4 block=1 layer=4}; {@code stage=neck}; kinds are
 * conv, res, fmb-spatial, fmb-point, mb-expand, mb-depthwise, mb-project, qkv, attention, proj,
 * neck-input and neck-output. The flags that protect an MBConv's expanding, depthwise and
 * projecting convolution are {@code keep-float} on {@code kind=mb-expand}, {@code
 * kind=mb-depthwise} and {@code kind=mb-project}.
 */
@Model(
        id = "efficientvit-sam",
        doc = "Segment Anything with a fast image encoder; layers have stage, block, layer, kind.")
public record EfficientVitSam(
        @Param(doc = "A .pt, .pth or .safetensors file, or random.") Weights weights,
        @Param(doc = "Size of the network, for random weights.") Optional<EfficientVitSize> size,
        @Param(
                        doc = "Answers with the best of several masks instead of the single one.",
                        byDefault = "true")
                boolean multimask,
        @Param(doc = "Heads of the decoder's attentions, where not one for 32 channels.", min = 1)
                Optional<Integer> decoderHeads,
        @Inline Preprocessing.Overrides preprocessing,
        Seed seed)
        implements ModelSource {

    @Override
    public Network network(Checkpoints checkpoints) {
        if (weights.isRandom()) {
            EfficientVitShape shape =
                    size.orElseThrow(EfficientVitSam::sizeless)
                            .shape()
                            .withDecoderHeads(decoderHeads);
            Graph graph = graph(shape, multimask);
            Map<String, NDArray> drawn = Draws.of(graph, seed.value(), checkpoints.manager());
            return network(shape, graph, drawn, Preprocessing.Overrides.NONE);
        }
        Checkpoint file = checkpoints.open(weights.text());
        EfficientVitShape shape =
                EfficientVitShape.of(weights.text(), file.tensors()).withDecoderHeads(decoderHeads);
        Graph graph = graph(shape, multimask);
        return network(
                shape,
                graph,
                file.weightsOf(graph),
                Preprocessing.Overrides.of(weights.text(), file.metadata()));
    }

    static Graph graph(EfficientVitShape shape, boolean multimask) {
        GraphBuilder root = Graph.builder("efficientvit-sam");
        Value image = root.input("image", DataType.FLOAT32, 1, 3, shape.image(), shape.image());
        GraphBuilder encoder = root.label("part", "encoder").at("image_encoder");
        Value embedding = EfficientVitEncoder.write(encoder, shape, image);
        return new Prompted(shape.decoder(), multimask, false).build(root, embedding);
    }

    private Network network(
            EfficientVitShape shape,
            Graph graph,
            Map<String, NDArray> values,
            Preprocessing.Overrides own) {
        return new Network(
                graph,
                values,
                Sam.usual(shape.image()).with(own).with(preprocessing),
                Optional.of(new Prompted(shape.decoder(), multimask, false).prompting()));
    }

    private static ProblemException sizeless() {
        return new ProblemException(
                Problem.of("missing-parameter", "'weights: random' should come with 'size'"));
    }
}
