package dev.halftone.network;

import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Graph;
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
 * Any network in an ONNX file that takes one picture tensor, NCHW or NHWC, opset 7 to 28.
 *
 * <p>An ONNX file says nothing about preprocessing. Without parameters a picture becomes what most
 * exporters expect: the shorter side resized to the input's, the centre cut out, or stretched to an
 * input that is no square; values from 0 to 1, or as stored where it takes whole numbers. A network
 * that takes any size gets pictures as they are, or in the {@code size} that it is told. Whoever
 * trained the network knows mean, std, scale and the order of channels.
 *
 * <p>A file that is quantized already, with pairs of QuantizeLinear and DequantizeLinear, starts
 * with the plan that these say; steps may replace any of its decisions.
 */
@Model(id = "onnx", doc = "A network from an ONNX file; say how pictures are prepared for it.")
public record Onnx(
        @Param(doc = "The ONNX file; data it keeps beside it is found.") Path file,
        @Param(
                        doc = "Height and width of the input, where not the file's; or one number.",
                        min = 1,
                        max = 16384)
                List<Integer> size,
        @Inline Preprocessing.Overrides preprocessing)
        implements ModelSource {

    @Override
    public Network network(Checkpoints checkpoints) {
        checkSize();
        StoredNetwork stored = checkpoints.network(file.toString());
        List<TensorSpec> inputs = stored.graph().inputs();
        if (inputs.size() != 1 || inputs.get(0).shape().dimension() != 4) {
            throw new ProblemException(
                    Problem.of(
                            "wrong-input",
                            "a network for pictures takes one input of 4 dimensions, but '%s' takes %s"
                                    .formatted(file, words(inputs))));
        }
        Graph graph = Entrance.into(stored.graph());
        boolean whole = inputs.get(0).type().isInteger();
        Preprocessing usual = usual(graph.inputs().get(0).shape(), whole);
        return new Network(graph, stored.weights(), usual.with(preprocessing))
                .quantized(stored.plan());
    }

    private static String words(List<TensorSpec> inputs) {
        return inputs.isEmpty()
                ? "none"
                : String.join(", ", inputs.stream().map(i -> i.name() + " " + i.shape()).toList());
    }

    private Preprocessing usual(Shape input, boolean whole) {
        boolean grey =
                preprocessing
                        .channels()
                        .map(order -> order == Preprocessing.Channels.GRAY)
                        .orElse(input.get(1) == 1);
        int channels = grey ? 1 : 3;
        int height = side(0, input);
        int width = side(1, input);
        boolean open = height == 0 || width == 0;
        return new Preprocessing(
                open ? "none" : height == width ? String.valueOf(height) : "stretch",
                open ? 0 : height,
                open ? 0 : width,
                Preprocessing.Interpolation.BILINEAR,
                Collections.nCopies(channels, 0.0),
                Collections.nCopies(channels, 1.0),
                grey ? Preprocessing.Channels.GRAY : Preprocessing.Channels.RGB,
                whole ? 1 : 1 / 255.0);
    }

    /** Height or width of the input; 0 where neither the experiment nor the file tells it. */
    private int side(int which, Shape input) {
        return size.isEmpty()
                ? (int) Math.max(0, input.get(2 + which))
                : size.get(Math.min(which, size.size() - 1));
    }

    private void checkSize() {
        String message = "";
        if (size.size() > 2) {
            message = "'size' takes height and width, or one number for both";
        } else if (preprocessing
                .crop()
                .filter(crop -> !size.stream().allMatch(crop::equals))
                .isPresent()) {
            message = "'crop' should be left out, or be as 'size': both are the network's input";
        }
        if (!message.isEmpty()) {
            throw new ProblemException(
                    Problem.of("bad-preprocessing", message)
                            .hint("'resize' is what comes before the crop"));
        }
    }
}
