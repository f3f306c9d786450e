package dev.halftone.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Rounding;
import dev.halftone.integer.IntegerGraph;
import dev.halftone.integer.Placement;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * Sums of integer programs against sums of 64-bit integers in plain Java. Every scale is one, so
 * that what a program gives is the sum itself, rounded to float32 once.
 */
class ExactProductsTest {
    @AutoClose private static final TorchEngine ENGINE = TorchEngine.start("cpu");

    private final Random random = new Random(5);

    /** A grid of whole numbers. */
    private record Codes(int low, int high, int zero) {
        private static final List<Codes> ACTIVATIONS =
                List.of(
                        new Codes(0, 255, 0),
                        new Codes(0, 255, 255),
                        new Codes(0, 255, 119),
                        new Codes(-128, 127, 0),
                        new Codes(-128, 127, -128),
                        new Codes(0, 15, 6));
        private static final List<Codes> WEIGHTS =
                List.of(new Codes(-128, 127, 0), new Codes(-7, 7, 0), new Codes(0, 255, 3));

        Affine grid(int scales, int axis) {
            List<Float> ones = Collections.nCopies(scales, 1f);
            List<Integer> zeros = Collections.nCopies(scales, zero);
            return new Affine(ones, zeros, low, high, axis, 0, Rounding.DIVIDE);
        }
    }

    /** How an operand is filled: by chance, or with one end of its codes. */
    private enum Fill {
        CHANCE,
        LOWEST,
        HIGHEST
    }

    private long[] numbers(Codes codes, int count, Fill fill) {
        long[] numbers = new long[count];
        for (int i = 0; i < count; i++) {
            int code =
                    switch (fill) {
                        case CHANCE -> codes.low + random.nextInt(codes.high - codes.low + 1);
                        case LOWEST -> codes.low;
                        case HIGHEST -> codes.high;
                    };
            numbers[i] = code - codes.zero;
        }
        return numbers;
    }

    private static NDArray array(NDManager manager, long[] numbers, long... shape) {
        float[] values = new float[numbers.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers[i];
        }
        return manager.create(values, new Shape(shape));
    }

    private static int size(long... shape) {
        int all = 1;
        for (long d : shape) {
            all *= (int) d;
        }
        return all;
    }

    /** Runs with the library's kernels and without. */
    private static void holds(
            String what,
            Graph graph,
            Plan plan,
            Map<String, NDArray> weights,
            NDList inputs,
            long[] sums) {
        for (boolean fast : new boolean[] {ENGINE.isExact(), false}) {
            IntegerGraph integer = IntegerGraph.of(graph, weights, plan, fast);
            assertThat(integer.placement().simulated()).as(what).isEmpty();
            try (Program program = TorchProgram.of(ENGINE.manager(), integer.bound(), Set.of())) {
                float[] made = program.run(inputs).get(0).toFloatArray();
                float[] expected = new float[sums.length];
                for (int i = 0; i < sums.length; i++) {
                    expected[i] = sums[i];
                }
                assertThat(made).as(what + (fast ? "" : ", in floating point")).isEqualTo(expected);
            }
        }
    }

    private static Plan plan(Graph graph, Codes activation, Affine weight) {
        Plan plan = Plan.EMPTY;
        for (Site site : Sites.of(graph)) {
            if (site.isWeight()) {
                plan = plan.with(site, weight);
            } else if (site.role().isActivation()
                    || site.role() == Role.LEFT
                    || site.role() == Role.RIGHT) {
                plan = plan.with(site, activation.grid(1, 0));
            }
        }
        return plan;
    }

    private interface Layer {
        Value of(GraphBuilder g, Value x);
    }

    private static Graph graph(int rank, Layer layer) {
        GraphBuilder g = Graph.builder("one");
        long[] shape = new long[rank];
        Arrays.fill(shape, -1);
        return g.build(layer.of(g.at("layer"), g.input("x", DataType.FLOAT32, shape)));
    }

    @Test
    void linearLayersOfEveryShapeSumExactly() {
        int[][] shapes = {
            {1, 1, 1},
            {1, 64, 1},
            {3, 5, 7},
            {2, 65, 33},
            {17, 192, 48},
            {1, 1027, 16},
            {4, 4096, 3},
            {33, 4096, 5}
        };
        for (int[] s : shapes) {
            for (Codes activation : Codes.ACTIVATIONS) {
                for (Codes weight : Codes.WEIGHTS) {
                    for (Fill fill : Fill.values()) {
                        linear(s[0], s[1], s[2], activation, weight, fill);
                    }
                }
            }
        }
    }

    private void linear(int m, int k, int n, Codes activation, Codes weight, Fill fill) {
        Graph turned =
                graph(2, (g, x) -> g.matmul(x, g.transpose(g.parameter("weight", n, k), 1, 0)));
        Graph plain = graph(2, (g, x) -> g.matmul(x, g.parameter("weight", k, n)));
        Attributes transposed = Attributes.of("transB", 1);
        Graph gemm =
                graph(
                        2,
                        (g, x) ->
                                g.apply(
                                        "Gemm",
                                        List.of(x, g.parameter("weight", n, k)),
                                        transposed));
        long[] x = numbers(activation, m * k, fill);
        long[] w = numbers(weight, n * k, fill);
        long[] sums = new long[m * n];
        long[] other = new long[n * k];
        for (int j = 0; j < n; j++) {
            for (int l = 0; l < k; l++) {
                other[l * n + j] = w[j * k + l];
                for (int i = 0; i < m; i++) {
                    sums[i * n + j] += x[i * k + l] * w[j * k + l];
                }
            }
        }
        String what = "%d × %d × %d, %s · %s, %s".formatted(m, k, n, activation, weight, fill);
        try (NDManager manager = ENGINE.manager().newSubManager()) {
            NDList inputs = new NDList(array(manager, x, m, k));
            Map<String, NDArray> rows = Map.of("layer.weight", array(manager, w, n, k));
            holds(what, turned, plan(turned, activation, weight.grid(n, 0)), rows, inputs, sums);
            holds(what, gemm, plan(gemm, activation, weight.grid(1, 0)), rows, inputs, sums);
            Map<String, NDArray> columns = Map.of("layer.weight", array(manager, other, k, n));
            holds(what, plain, plan(plain, activation, weight.grid(n, 1)), columns, inputs, sums);
        }
    }

    @Test
    void productsOfTwoActivationsSumExactly() {
        int[][] shapes = {{1, 1, 1, 1}, {2, 3, 5, 7}, {3, 197, 64, 5}, {1, 2, 1027, 3}};
        for (int[] s : shapes) {
            for (Codes codes : Codes.ACTIVATIONS) {
                for (Fill fill : Fill.values()) {
                    matrices(s[0], s[1], s[2], s[3], codes, fill);
                }
            }
        }
    }

    private void matrices(int b, int m, int k, int n, Codes codes, Fill fill) {
        GraphBuilder g = Graph.builder("two");
        Value left = g.input("x", DataType.FLOAT32, -1, m, k);
        Value right = g.input("y", DataType.FLOAT32, -1, k, n);
        Graph graph = g.build(g.at("layer").matmul(left, right));
        long[] x = numbers(codes, b * m * k, fill);
        long[] y = numbers(codes, b * k * n, fill);
        long[] sums = new long[b * m * n];
        for (int p = 0; p < b * m; p++) {
            for (int l = 0; l < k; l++) {
                for (int j = 0; j < n; j++) {
                    sums[p * n + j] += x[p * k + l] * y[(p / m * k + l) * n + j];
                }
            }
        }
        try (NDManager manager = ENGINE.manager().newSubManager()) {
            NDList inputs = new NDList(array(manager, x, b, m, k), array(manager, y, b, k, n));
            String what = "%d × %d × %d × %d, %s, %s".formatted(b, m, k, n, codes, fill);
            holds(what, graph, plan(graph, codes, codes.grid(1, 0)), Map.of(), inputs, sums);
        }
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
                graph(
                        4,
                        (g, x) -> {
                            Value w = g.parameter("weight", s.out, each, s.kernel, s.kernel);
                            return g.apply("Conv", List.of(x, w), s.attributes());
                        });
        long[] x = numbers(activation, 2 * s.channels * s.size * s.size, fill);
        long[] w = numbers(weight, size(s.out, each, s.kernel, s.kernel), fill);
        try (NDManager manager = ENGINE.manager().newSubManager()) {
            NDList inputs = new NDList(array(manager, x, 2, s.channels, s.size, s.size));
            NDArray weights = array(manager, w, s.out, each, s.kernel, s.kernel);
            Plan plan = plan(graph, activation, weight.grid(s.out, 0));
            String what = "%s, %s · %s, %s".formatted(s, activation, weight, fill);
            holds(what, graph, plan, Map.of("layer.weight", weights), inputs, s.sums(x, w, 2));
        }
    }

    @Test
    void aTransposedConvolutionSumsExactly() {
        int size = 3;
        long[] x = numbers(new Codes(0, 255, 119), 2 * size * size, Fill.CHANCE);
        long[] w = numbers(new Codes(-128, 127, 0), 2 * 3 * 4, Fill.CHANCE);
        Attributes attributes =
                Attributes.of("kernel_shape", new long[] {2, 2}).with("strides", new long[] {2, 2});
        Graph graph =
                graph(
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
            NDList inputs = new NDList(array(manager, x, 1, 2, size, size));
            Map<String, NDArray> weights = Map.of("layer.weight", array(manager, w, 2, 3, 2, 2));
            Plan plan = plan(graph, new Codes(0, 255, 119), new Codes(-128, 127, 0).grid(3, 1));
            holds("transposed", graph, plan, weights, inputs, sums);
        }
    }

    @Test
    void saysWhyASiteStaysInFloat() {
        Graph graph = graph(2, (g, x) -> g.softmax(g.linear(x, "fc", 4, 4), 1));
        Codes wide = new Codes(0, 65535, 0);
        List<String> ids = new ArrayList<>();
        Plan plan = Plan.EMPTY;
        for (Site site : Sites.of(graph)) {
            if (site.role() == Role.INPUT) {
                plan = plan.with(site, wide.grid(1, 0));
            } else if (site.isWeight() || site.op().equals("Softmax")) {
                plan = plan.with(site, new Codes(-128, 127, 0).grid(1, 0));
            }
            ids.add(site.id());
        }
        try (NDManager manager = ENGINE.manager().newSubManager()) {
            Map<String, NDArray> weights =
                    Map.of(
                            "layer.fc.weight", manager.ones(new Shape(4, 4)),
                            "layer.fc.bias", manager.ones(new Shape(4)));
            Placement placement = ENGINE.placement(graph, weights, plan);
            assertThat(placement.integer()).isEmpty();
            assertThat(placement.simulated().get("layer.fc:input"))
                    .isEqualTo("its grid has 16 bits");
            assertThat(placement.simulated().get("layer.fc:weight"))
                    .isEqualTo(
                            "the other operand of its product is in float: its grid has 16 bits");
            assertThat(placement.simulated().get("layer:operand"))
                    .isEqualTo("Softmax computes in float");
        }
    }
}
