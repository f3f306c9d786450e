package dev.halftone.network;

import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.TensorSpec;
import dev.halftone.model.Checkpoints;
import dev.halftone.model.ModelSource;
import dev.halftone.model.Network;
import dev.halftone.model.Preprocessing;
import dev.halftone.model.StoredNetwork;
import dev.halftone.plugin.Inline;
import dev.halftone.plugin.Model;
import dev.halftone.plugin.Param;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/**
 * Any network in an ONNX file that takes one picture tensor, NCHW, opset 7 to 28.
 *
 * <p>An ONNX file says nothing about preprocessing. Without parameters a picture becomes what most
 * exporters expect: the shorter side resized to the input's, the centre cut out, values from 0 to
 * 1. Whoever trained the network knows mean, std, scale and the order of channels.
 *
 * <p>A file that is quantized already, with pairs of QuantizeLinear and DequantizeLinear, starts
 * with the plan that these say; steps may replace any of its decisions.
 */
@Model(id = "onnx", doc = "A network from an ONNX file; say how pictures are prepared for it.")
public record Onnx(
        @Param(doc = "The ONNX file; data it keeps beside it is found.") Path file,
        @Inline Preprocessing.Overrides preprocessing)
        implements ModelSource {

    @Override
    public Network network(Checkpoints checkpoints) {
        StoredNetwork stored = checkpoints.network(file.toString());
        List<TensorSpec> inputs = stored.graph().inputs();
        if (inputs.size() != 1 || inputs.get(0).shape().dimension() != 4) {
            throw new ProblemException(
                    Problem.of(
                            "wrong-input",
                            "a network for pictures takes one input of 4 dimensions, but '%s' takes %s"
                                    .formatted(file, words(inputs))));
        }
        Preprocessing usual = usual(inputs.get(0).shape());
        return new Network(stored.graph(), stored.weights(), usual.with(preprocessing))
                .quantized(stored.plan());
    }

    private static String words(List<TensorSpec> inputs) {
        return inputs.isEmpty()
                ? "none"
                : String.join(", ", inputs.stream().map(i -> i.name() + " " + i.shape()).toList());
    }

    private static Preprocessing usual(Shape input) {
        int channels = input.get(1) == 1 ? 1 : 3;
        int side = (int) Math.max(0, input.get(2));
        return new Preprocessing(
                side == 0 ? "none" : String.valueOf(side),
                side,
                Preprocessing.Interpolation.BILINEAR,
                Collections.nCopies(channels, 0.0),
                Collections.nCopies(channels, 1.0),
                channels == 1 ? Preprocessing.Channels.GRAY : Preprocessing.Channels.RGB,
                1 / 255.0);
    }
}
