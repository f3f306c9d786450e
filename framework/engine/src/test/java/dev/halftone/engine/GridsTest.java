package dev.halftone.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Codebook;
import dev.halftone.grid.FloatGrid;
import dev.halftone.grid.Grid;
import dev.halftone.grid.LogGrid;
import dev.halftone.grid.Rounding;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.site.Sites;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Grids as the program applies them, against their definition in Java. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GridsTest {
    private static final float INF = Float.POSITIVE_INFINITY;

    private TorchEngine engine;

    @BeforeAll
    void start() {
        engine = TorchEngine.start("cpu");
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    @ParameterizedTest
    @EnumSource
    void followsItsDefinitionToTheBit(Rounding rounding) {
        List<Float> scales = List.of(0.1f, 0.37f, 1.7f);
        List<Integer> zeros = List.of(3, 0, 9);
        float[] x = new float[300_000];
        for (int i = 0; i < x.length; i++) {
            x[i] = (i % 7 == 0 ? 0.05f * (i % 101) : (float) Math.sin(i * 0.1) * 9) - 2;
        }
        Shape shape = new Shape(3, 100_000);
        Affine channels = new Affine(scales, zeros, 0, 15, 0, 0, rounding);
        same(snap(channels, x, shape), expected(channels, x, 100_000));
        Affine groups = new Affine(scales, zeros, 0, 15, 0, 100_000, rounding);
        same(snap(groups, x, new Shape(1, 300_000)), expected(channels, x, 100_000));
        Affine tensor = new Affine(List.of(0.37f), List.of(7), 0, 15, 0, 0, rounding);
        same(snap(tensor, x, shape), expected(tensor, x, x.length));
    }

    @Test
    void keepsTheSignOfInfinitiesAndLetsNotANumberThrough() {
        Affine grid = new Affine(List.of(0.1f), List.of(5), 0, 15, 0, 0, Rounding.DIVIDE);
        float[] snapped =
                snap(grid, new float[] {INF, -INF, 3.4e38f, -3.4e38f, Float.NaN}, new Shape(5));
        assertThat(snapped).containsExactly(1f, -0.5f, 1f, -0.5f, Float.NaN);
    }

    @Test
    void leavesValuesOnTheGridWhereTheyAre() {
        float[] x = {0, 1e-9f, 0.011f, 0.2f, 0.7f, 1};
        for (Grid grid :
                List.of(
                        new LogGrid(3, 1, 1f),
                        new LogGrid(4, 2, 0.9f),
                        FloatGrid.FLOAT8_E4M3,
                        new Codebook(List.of(-1f, -0.3f, 0f, 0.1f, 0.75f)),
                        new Affine(List.of(0.013f), List.of(0), 0, 63, 0, 0, Rounding.DIVIDE))) {
            float[] once = snap(grid, x, new Shape(6));
            assertThat(snap(grid, once, new Shape(6))).containsExactly(once);
        }
    }

    @Test
    void takesTheNearestOfListedLevels() {
        Codebook book = new Codebook(List.of(-1f, 0f, 0.5f, 0.75f));

        float[] snapped =
                snap(book, new float[] {-7, -0.51f, -0.5f, 0.25f, 0.26f, 0.7f, 9}, new Shape(7));

        assertThat(snapped).containsExactly(-1, -1, -1, 0, 0.5f, 0.75f, 0.75f);
    }

    @Test
    void spacesShortFloatsAsTheirStandardDoes() {
        float[] x = {0.017f, 1.06f, 1.07f, 239, 449, 1e9f, -0.0009f, -0.001f, 0.0f};

        assertThat(snap(FloatGrid.FLOAT8_E4M3, x, new Shape(9)))
                .containsExactly(0.017578125f, 1, 1.125f, 240, 448, 448, 0, -0.001953125f, 0);
    }

    private static void same(float[] found, float[] expected) {
        assertThat(Arrays.mismatch(found, expected)).as("first difference").isEqualTo(-1);
    }

    /** (clamp(round(x / s) + z, low, high) − z) · s in float arithmetic. */
    private static float[] expected(Affine grid, float[] x, int each) {
        float[] snapped = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            float s = grid.scale().get(i / each);
            int z = grid.zeroPoint().get(i / each);
            double code =
                    switch (grid.rounding()) {
                        case DIVIDE -> Math.rint(x[i] / s) + z;
                        case RECIPROCAL -> Math.rint(x[i] * (1 / s)) + z;
                        case AFTER_OFFSET -> Math.rint(x[i] / s + z);
                    };
            float inside = (float) Math.max(grid.low(), Math.min(grid.high(), code)) - z;
            snapped[i] = inside * s + 0f;
        }
        return snapped;
    }

    private float[] snap(Grid grid, float[] values, Shape shape) {
        GraphBuilder g = Graph.builder("snap");
        Value x = g.input("x", DataType.FLOAT32, shape.getShape());
        // A product with one is the plainest reader there is.
        Graph graph = g.build(g.multiply(x, g.scalar(1)));
        Plan plan = Plan.EMPTY.with(Sites.of(graph).get(0), grid);
        try (Program program = engine.compile(graph, Map.of(), plan, Set.of());
                NDManager batch = engine.manager().newSubManager()) {
            NDList answer = program.run(new NDList(batch.create(values, shape)));
            // Minus zero is zero.
            return answer.get(0).add(0f).toFloatArray();
        }
    }
}
