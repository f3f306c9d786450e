package dev.halftone.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.engine.ExactSums.Codes;
import dev.halftone.engine.ExactSums.Fill;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.integer.Placement;
import dev.halftone.plan.Plan;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Integer sums of matrix products, see {@link ExactSums}. */
final class ExactProductsTest {
    @AutoClose private static final TorchEngine ENGINE = TorchEngine.start("cpu");

    private final ExactSums exact = new ExactSums(ENGINE);

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
                ExactSums.graph(
                        2, (g, x) -> g.matmul(x, g.transpose(g.parameter("weight", n, k), 1, 0)));
        Graph plain = ExactSums.graph(2, (g, x) -> g.matmul(x, g.parameter("weight", k, n)));
        Attributes transposed = Attributes.of("transB", 1);
        Graph gemm =
                ExactSums.graph(
                        2,
                        (g, x) ->
                                g.apply(
                                        "Gemm",
                                        List.of(x, g.parameter("weight", n, k)),
                                        transposed));
        long[] x = exact.numbers(activation, m * k, fill);
        long[] w = exact.numbers(weight, n * k, fill);
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
            NDList inputs = new NDList(ExactSums.array(manager, x, m, k));
            Map<String, NDArray> rows = Map.of("layer.weight", ExactSums.array(manager, w, n, k));
            exact.holds(
                    what,
                    turned,
                    ExactSums.plan(turned, activation, weight.grid(n, 0)),
                    rows,
                    inputs,
                    sums);
            exact.holds(
                    what,
                    gemm,
                    ExactSums.plan(gemm, activation, weight.grid(1, 0)),
                    rows,
                    inputs,
                    sums);
            Map<String, NDArray> columns =
                    Map.of("layer.weight", ExactSums.array(manager, other, k, n));
            exact.holds(
                    what,
                    plain,
                    ExactSums.plan(plain, activation, weight.grid(n, 1)),
                    columns,
                    inputs,
                    sums);
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
        long[] x = exact.numbers(codes, b * m * k, fill);
        long[] y = exact.numbers(codes, b * k * n, fill);
        long[] sums = new long[b * m * n];
        for (int p = 0; p < b * m; p++) {
            for (int l = 0; l < k; l++) {
                for (int j = 0; j < n; j++) {
                    sums[p * n + j] += x[p * k + l] * y[(p / m * k + l) * n + j];
                }
            }
        }
        try (NDManager manager = ENGINE.manager().newSubManager()) {
            NDList inputs =
                    new NDList(
                            ExactSums.array(manager, x, b, m, k),
                            ExactSums.array(manager, y, b, k, n));
            String what = "%d × %d × %d × %d, %s, %s".formatted(b, m, k, n, codes, fill);
            exact.holds(
                    what,
                    graph,
                    ExactSums.plan(graph, codes, codes.grid(1, 0)),
                    Map.of(),
                    inputs,
                    sums);
        }
    }

    @Test
    void saysWhyASiteStaysInFloat() {
        Graph graph = ExactSums.graph(2, (g, x) -> g.softmax(g.linear(x, "fc", 4, 4), 1));
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
