package dev.halftone.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.halftone.engine.ExactSums.Codes;
import dev.halftone.engine.ExactSums.Fill;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Value;
import dev.halftone.plan.Plan;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Integer sums of convolutions, see {@link ExactSums}. */
final class ExactConvolutionsTest {
    @AutoClose private static final TorchEngine ENGINE = TorchEngine.start("cpu");

    private final ExactSums exact = new ExactSums(ENGINE);

    private static int size(long... shape) {
        int all = 1;
        for (long d : shape) {
            all *= (int) d;
        }
        return all;
    }

    /** A convolution of two dimensions. */
    private record Window(
            int channels,
            int out,
            int size,
            int kernel,
            int stride,
            int before,
            int after,
            int dilation,
            int groups) {

        Attributes attributes() {
            return Attributes.of("kernel_shape", new long[] {kernel, kernel})
                    .with("strides", new long[] {stride, stride})
                    .with("pads", new long[] {before, before, after, after})
                    .with("dilations", new long[] {dilation, dilation})
                    .with("group", groups);
        }

        int made() {
            return (size + before + after - dilation * (kernel - 1) - 1) / stride + 1;
        }

        long[] sums(long[] x, long[] w, int pictures) {
            int each = channels / groups;
            long[] sums = new long[pictures * out * made() * made()];
            int at = 0;
            for (int p = 0; p < pictures; p++) {
                for (int o = 0; o < out; o++) {
                    for (int i = 0; i < made() * made(); i++) {
                        for (int c = 0; c < each * kernel * kernel; c++) {
                            int row = i / made() * stride - before + c / kernel % kernel * dilation;
                            int column = i % made() * stride - before + c % kernel * dilation;
                            if (row >= 0 && row < size && column >= 0 && column < size) {
                                int channel = o / (out / groups) * each + c / kernel / kernel;
                                sums[at] +=
                                        x[((p * channels + channel) * size + row) * size + column]
                                                * w[o * each * kernel * kernel + c];
                            }
                        }
                        at++;
                    }
                }
            }
            return sums;
        }
    }

    @Test
    void convolutionsOfEveryShapeSumExactly() {
        List<Window> windows =
                List.of(
                        new Window(3, 5, 9, 3, 1, 1, 1, 1, 1),
                        new Window(3, 8, 16, 8, 8, 0, 0, 1, 1),
                        new Window(3, 5, 21, 9, 9, 0, 0, 1, 1),
                        new Window(8, 8, 7, 3, 1, 1, 1, 1, 8),
                        new Window(24, 24, 7, 5, 2, 2, 2, 1, 24),
                        new Window(8, 16, 6, 3, 2, 0, 1, 1, 8),
                        new Window(16, 32, 7, 3, 1, 2, 2, 2, 4),
                        new Window(17, 9, 5, 1, 1, 0, 0, 1, 1),
                        new Window(130, 4, 4, 3, 1, 1, 1, 1, 1),
                        new Window(2, 4, 4, 3, 1, 3, 3, 1, 1));
        for (Window window : windows) {
            for (Codes activation : Codes.ACTIVATIONS) {
                for (Codes weight : Codes.WEIGHTS) {
                    for (Fill fill : Fill.values()) {
                        convolution(window, activation, weight, fill);
                    }
                }
            }
        }
    }

    private void convolution(Window s, Codes activation, Codes weight, Fill fill) {
        int each = s.channels / s.groups;
        Graph graph =
                ExactSums.graph(
                        4,
                        (g, x) -> {
                            Value w = g.parameter("weight", s.out, each, s.kernel, s.kernel);
                            return g.apply("Conv", List.of(x, w), s.attributes());
                        });
        long[] x = exact.numbers(activation, 2 * s.channels * s.size * s.size, fill);
        long[] w = exact.numbers(weight, size(s.out, each, s.kernel, s.kernel), fill);
        try (NDManager manager = ENGINE.manager().newSubManager()) {
            NDList inputs = new NDList(ExactSums.array(manager, x, 2, s.channels, s.size, s.size));
            NDArray weights = ExactSums.array(manager, w, s.out, each, s.kernel, s.kernel);
            Plan plan = ExactSums.plan(graph, activation, weight.grid(s.out, 0));
            String what = "%s, %s · %s, %s".formatted(s, activation, weight, fill);
            exact.holds(
                    what, graph, plan, Map.of("layer.weight", weights), inputs, s.sums(x, w, 2));
        }
    }

    @Test
    void aTransposedConvolutionSumsExactly() {
        int size = 3;
        long[] x = exact.numbers(new Codes(0, 255, 119), 2 * size * size, Fill.CHANCE);
        long[] w = exact.numbers(new Codes(-128, 127, 0), 2 * 3 * 4, Fill.CHANCE);
        Attributes attributes =
                Attributes.of("kernel_shape", new long[] {2, 2}).with("strides", new long[] {2, 2});
        Graph graph =
                ExactSums.graph(
                        4,
                        (g, in) ->
                                g.apply(
                                        "ConvTranspose",
                                        List.of(in, g.parameter("weight", 2, 3, 2, 2)),
                                        attributes));
        long[] sums = new long[3 * 36];
        for (int o = 0; o < 3; o++) {
            for (int i = 0; i < 36; i++) {
                int row = i / 6;
                int column = i % 6;
                for (int c = 0; c < 2; c++) {
                    sums[o * 36 + i] +=
                            x[(c * size + row / 2) * size + column / 2]
                                    * w[((c * 3 + o) * 2 + row % 2) * 2 + column % 2];
                }
            }
        }
        try (NDManager manager = ENGINE.manager().newSubManager()) {
            NDList inputs = new NDList(ExactSums.array(manager, x, 1, 2, size, size));
            Map<String, NDArray> weights =
                    Map.of("layer.weight", ExactSums.array(manager, w, 2, 3, 2, 2));
            Plan plan =
                    ExactSums.plan(
                            graph, new Codes(0, 255, 119), new Codes(-128, 127, 0).grid(3, 1));
            exact.holds("transposed", graph, plan, weights, inputs, sums);
        }
    }
}
