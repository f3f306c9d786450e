package dev.halftone.onnx;

import static dev.halftone.onnx.TwoEngines.S;
import static dev.halftone.onnx.TwoEngines.plan;
import static dev.halftone.onnx.TwoEngines.random;
import static dev.halftone.onnx.TwoEngines.scales;
import static dev.halftone.onnx.TwoEngines.zeros;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.engine.TinyVit;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Grid;
import dev.halftone.grid.LogGrid;
import dev.halftone.grid.Rounding;
import dev.halftone.plan.Plan;
import dev.halftone.site.Role;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** QDQ models in ONNX Runtime against the simulated program. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class QdqTest {
    @AutoClose private final TwoEngines engines = new TwoEngines();

    static List<Grid> grids() {
        return List.of(
                new Affine(List.of(S), List.of(100), 0, 255, 0, 0, Rounding.DIVIDE),
                new Affine(List.of(S), List.of(0), -128, 127, 0, 0, Rounding.DIVIDE),
                new Affine(List.of(S), List.of(0), -127, 127, 0, 0, Rounding.DIVIDE),
                new Affine(List.of(5 * S), List.of(7), 0, 15, 0, 0, Rounding.DIVIDE),
                new Affine(List.of(S), List.of(100), 0, 255, 0, 0, Rounding.RECIPROCAL),
                new Affine(List.of(S), List.of(100), 0, 255, 0, 0, Rounding.AFTER_OFFSET),
                new Affine(List.of(S / 9), List.of(2000), 0, 4095, 0, 0, Rounding.DIVIDE),
                new Affine(List.of(S / 9), List.of(7), 0, 4095, 0, 0, Rounding.AFTER_OFFSET),
                new Affine(
                        List.of(S, 2 * S, S / 2, S),
                        List.of(9, 100, 200, 255),
                        0,
                        255,
                        1,
                        0,
                        Rounding.DIVIDE),
                new Affine(
                        List.of(S, 2 * S, S / 2, S),
                        List.of(9, 100, 20, 2),
                        0,
                        1023,
                        -2,
                        0,
                        Rounding.DIVIDE),
                new Affine(
                        List.of(S, 2 * S, S / 2),
                        List.of(9, 100, 200),
                        0,
                        255,
                        -1,
                        4,
                        Rounding.DIVIDE),
                new LogGrid(4, 2, 1f));
    }

    @ParameterizedTest
    @MethodSource("grids")
    void everyGridGivesTheSameValuesButForTies(Grid grid) {
        GraphBuilder g = Graph.builder("one");
        Value x = g.input("x", DataType.FLOAT32, -1, 4, 12);
        Graph graph = g.build(g.apply("Tanh", x));
        Plan plan = plan(graph, Role.OPERAND, grid);
        try (NDManager manager = engines.manager()) {
            NDArray values = manager.randomUniform(-4, 4, new Shape(20, 4, 12));

            assertThat(apart(graph, Map.of(), plan, values, 1e-6)).isLessThan(3);
        }
    }

    @Test
    void weightsAreCodesPerTensorChannelAndGroup() {
        for (Affine grid :
                List.of(
                        new Affine(List.of(S), List.of(0), -8, 7, 0, 0, Rounding.DIVIDE),
                        new Affine(List.of(S), List.of(120), 0, 255, 0, 0, Rounding.RECIPROCAL),
                        new Affine(scales(6), zeros(6, 0), -128, 127, 0, 0, Rounding.DIVIDE),
                        new Affine(scales(6), zeros(6, 3), 0, 255, 0, 0, Rounding.DIVIDE),
                        new Affine(scales(12), zeros(12, 0), -128, 127, -1, 4, Rounding.DIVIDE),
                        new Affine(scales(18), zeros(18, 0), -128, 127, -1, 3, Rounding.DIVIDE),
                        new Affine(scales(6), zeros(6, 0), -2048, 2047, 0, 0, Rounding.DIVIDE))) {
            GraphBuilder g = Graph.builder("linear");
            Graph graph = g.build(g.linear(g.input("x", DataType.FLOAT32, -1, 8), "fc", 8, 6));
            try (NDManager manager = engines.manager()) {
                Map<String, NDArray> weights = random(graph, manager);
                NDArray x = manager.randomUniform(-1, 1, new Shape(5, 8));
                Plan plan = plan(graph, Role.WEIGHT, grid);

                assertThat(apart(graph, weights, plan, x, 1e-6)).as(grid.summary()).isZero();
            }
        }
    }

    @Test
    void aWholeTransformerStaysNearTheSimulatedOne() {
        try (NDManager manager = engines.manager()) {
            Map<String, NDArray> weights = TinyVit.weights(manager);
            Plan plan = TinyVit.plan(weights);
            NDArray x = TinyVit.pictures(manager).get(0);
            float[] inFloat = engines.torch(TinyVit.graph(), weights, Plan.EMPTY, x);
            float[] simulated = engines.torch(TinyVit.graph(), weights, plan, x);
            float[] integer = engines.onnxRuntime(TinyVit.graph(), weights, plan, x);

            assertThat(distance(integer, simulated)).isLessThan(0.2 * distance(inFloat, simulated));
        }
    }

    /** How many values differ. */
    private long apart(
            Graph graph, Map<String, NDArray> weights, Plan plan, NDArray x, double tolerance) {
        float[] expected = engines.torch(graph, weights, plan, x);
        float[] found = engines.onnxRuntime(graph, weights, plan, x);
        long apart = 0;
        for (int i = 0; i < found.length; i++) {
            apart += Math.abs(found[i] - expected[i]) > tolerance ? 1 : 0;
        }
        return apart;
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }
}
