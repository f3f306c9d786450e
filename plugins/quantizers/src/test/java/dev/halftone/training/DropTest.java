package dev.halftone.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.google.gson.Gson;
import dev.halftone.engine.Engine;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** QDrop's activations against PyTorch's autograd: reference/drops.py made the numbers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DropTest {
    private static final Offset<Float> CLOSE = within(2e-5f);

    private Engine engine;

    private record Reference(List<Case> cases) {}

    record Case(
            int seed,
            long[] dims,
            float scale,
            float zero,
            int high,
            double share,
            float[] x,
            float[] weight,
            int[] mask,
            float[] y,
            float[] dx,
            float ds) {

        @Override
        public String toString() {
            return "share " + share;
        }
    }

    static Stream<Case> cases() {
        InputStreamReader json =
                new InputStreamReader(
                        DropTest.class.getResourceAsStream("/reference/drops.json"),
                        StandardCharsets.UTF_8);
        return new Gson().fromJson(json, Reference.class).cases().stream();
    }

    @BeforeAll
    void start() {
        engine = TorchEngine.start("cpu");
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void valuesLandWhereTheMaskSaysWithTheirGradients(Case c) {
        LearnedStep step =
                new LearnedStep(List.of(c.scale), List.of(c.zero), 0, c.high, 0, 0, false);
        GraphBuilder g = Graph.builder("drop");
        Value x = g.input("x", DataType.FLOAT32, c.dims);
        Graph graph = g.build(new Mixture(step, c.share).snap(g.at("site"), x));
        try (NDManager inside = engine.manager().newSubManager()) {
            Map<String, NDArray> arrays = new LinkedHashMap<>();
            g.arrays().forEach((name, values) -> arrays.put(name, inside.create(values)));
            try (Program program = engine.compile(graph, arrays, Plan.EMPTY, Set.of("site.scale"));
                    GradientCollector collector = inside.getEngine().newGradientCollector()) {
                check(c, program, collector, inside);
            }
        }
    }

    private static void check(
            Case c, Program program, GradientCollector collector, NDManager inside) {
        Shape shape = new Shape(c.dims);
        NDArray values = inside.create(c.x, shape);
        values.setRequiresGradient(true);
        NDArray scale = inside.create(new float[] {c.scale});
        scale.setRequiresGradient(true);
        inside.getEngine().setRandomSeed(c.seed);

        NDArray y = program.run(new NDList(values), List.of(scale)).get(0);

        assertThat(y.toFloatArray()).containsExactly(c.y, CLOSE);
        assertThat(IntStream.range(0, c.x.length).filter(i -> c.mask[i] == 0))
                .allSatisfy(i -> assertThat(c.y[i]).isEqualTo(c.x[i]));
        collector.backward(y.mul(inside.create(c.weight, shape)).sum());
        assertThat(values.getGradient().toFloatArray()).containsExactly(c.dx, CLOSE);
        assertThat(scale.getGradient().toFloatArray()[0]).isCloseTo(c.ds, within(2e-5f));
    }
}
