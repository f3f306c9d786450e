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
import dev.halftone.grid.Affine;
import dev.halftone.grid.Rounding;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against PyTorch's autograd and Adam: reference/learned.py made the numbers. */
final class LearnedTest {
    private static final Reference REFERENCE =
            new Gson()
                    .fromJson(
                            new InputStreamReader(
                                    LearnedTest.class.getResourceAsStream(
                                            "/reference/learned.json"),
                                    StandardCharsets.UTF_8),
                            Reference.class);
    private static final Offset<Float> CLOSE = within(2e-5f);

    /** Adam divides by the size of a gradient, so what is almost nothing counts as much. */
    private static final Offset<Float> DRIFT = within(3e-4f);

    private static Engine engine;

    @BeforeAll
    static void start() {
        engine = TorchEngine.start("cpu");
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @Test
    void stepSizesHaveTheGradientsOfLsqAndLsqPlus() {
        for (GridCase c : REFERENCE.grids) {
            LearnedStep grid =
                    new LearnedStep(
                            list(c.scale), list(c.zero), c.low, c.high, c.axis, 0, c.learnsZero);
            try (NDManager inside = engine.manager().newSubManager()) {
                check(c, grid, inside);
            }
        }
    }

    private static void check(GridCase c, LearnedStep grid, NDManager inside) {
        GraphBuilder g = Graph.builder("snap");
        Shape shape = new Shape(c.dims);
        var x = g.input("x", DataType.FLOAT32, c.dims);
        Graph graph = g.build(grid.snap(g.at("site"), x));
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        g.arrays().forEach((name, values) -> arrays.put(name, inside.create(values)));
        Set<String> learned =
                c.learnsZero ? Set.of("site.scale", "site.zero_point") : Set.of("site.scale");
        try (Program program = engine.compile(graph, arrays, Plan.EMPTY, learned);
                GradientCollector collector = inside.getEngine().newGradientCollector()) {
            NDArray values = inside.create(c.x, shape);
            values.setRequiresGradient(true);
            List<NDArray> leaves = new ArrayList<>();
            for (String name : program.learned()) {
                NDArray leaf = program.initial().get(name).duplicate();
                leaf.attach(inside);
                leaf.setRequiresGradient(true);
                leaves.add(leaf);
            }
            NDArray y = program.run(new NDList(values), leaves).get(0);
            assertThat(y.toFloatArray()).containsExactly(c.y, CLOSE);
            collector.backward(y.mul(inside.create(c.weight, shape)).sum());
            assertThat(values.getGradient().toFloatArray()).containsExactly(c.dx, CLOSE);
            assertThat(gradient(program, leaves, "site.scale")).containsExactly(c.ds, CLOSE);
            if (c.learnsZero) {
                assertThat(gradient(program, leaves, "site.zero_point"))
                        .containsExactly(c.dz, CLOSE);
            }
        }
    }

    private static float[] gradient(Program program, List<NDArray> leaves, String name) {
        return leaves.get(program.learned().indexOf(name)).getGradient().toFloatArray();
    }

    @Test
    void learnedGridsSettleAsAffineGrids() {
        LearnedStep grid =
                new LearnedStep(List.of(0.5f), List.of(3.4f), 0, 15, 0, 0, true)
                        .withArrays(
                                Map.of(
                                        "scale", new float[] {-0.25f},
                                        "zero_point", new float[] {17.2f}));

        assertThat(grid.settled())
                .isEqualTo(new Affine(List.of(0.25f), List.of(15), 0, 15, 0, 0, Rounding.DIVIDE));
    }

    @Test
    void roundsAsAdaRound() {
        Rounded c = REFERENCE.adaRound;
        Affine grid = channels(c.scale, c.low, c.high);
        try (NDManager inside = engine.manager().newSubManager()) {
            NDArray weight = inside.create(c.w, new Shape(3, 5));
            NDArray target = inside.create(c.target, new Shape(3, 5));
            NDArray x = inside.create(c.x, new Shape(16, 5));
            SoftRounding rounding = new SoftRounding(weight, grid, inside);
            for (int step = 0; step < c.betas.length; step++) {
                double loss = step(rounding, target, x, c, step);
                assertThat((float) loss).isCloseTo(c.losses[step], DRIFT);
            }
            assertThat(rounding.hard(inside).toFloatArray()).containsExactly(c.hard, DRIFT);
        }
    }

    private static double step(
            SoftRounding rounding, NDArray target, NDArray x, Rounded c, int step) {
        try (NDManager scope = x.getManager().newSubManager()) {
            NDArray leaf = rounding.leaf(scope);
            assertThat(leaf.toFloatArray()).containsExactly(c.soft[step], DRIFT);
            double regularizer = c.lambda * rounding.undecided(c.betas[step]);
            assertThat((float) regularizer).isCloseTo(c.regs[step], DRIFT);
            double loss;
            try (GradientCollector collector = scope.getEngine().newGradientCollector()) {
                NDArray error = x.matMul(leaf.sub(target).transpose());
                NDArray mean = error.square().sum(new int[] {1}).mean();
                collector.backward(mean);
                loss = mean.getFloat();
            }
            rounding.step(leaf.getGradient(), c.lambda, c.betas[step], c.rate, step);
            return loss;
        }
    }

    @Test
    void followsATeacherAsPyTorchsKullbackLeiblerDivergence() {
        Distilled c = REFERENCE.distillation;
        try (NDManager inside = engine.manager().newSubManager();
                GradientCollector collector = inside.getEngine().newGradientCollector()) {
            NDArray student = inside.create(c.student, new Shape(5, 7));
            student.setRequiresGradient(true);
            NDArray teacher = inside.create(c.teacher, new Shape(5, 7));
            NDArray distance = Teacher.distance(teacher, student, c.temperature);
            collector.backward(distance);

            assertThat(distance.getFloat()).isCloseTo(c.distance, CLOSE);
            assertThat(student.getGradient().toFloatArray()).containsExactly(c.gradient, CLOSE);
        }
    }

    @Test
    void rebuildsATinyUnitAsPyTorchWould() {
        UnitCase c = REFERENCE.unit;
        Graph graph = unit(c);
        Rebuilding how =
                new Rebuilding(
                        c.steps,
                        c.images,
                        c.warmUp,
                        c.bFrom,
                        c.bTo,
                        1,
                        c.lambda,
                        c.rate,
                        c.scaleRate,
                        Weighting.MSE,
                        false);
        Plan plan = Plan.EMPTY;
        for (String name : List.of("fc1", "fc2")) {
            plan =
                    plan.with(
                            dev.halftone.site.Sites.of(graph).stream()
                                    .filter(s -> s.id().equals(name + ":input"))
                                    .findFirst()
                                    .orElseThrow(),
                            new LearnedStep(
                                    List.of(c.scales.get(name)),
                                    List.of(c.zeros.get(name)),
                                    0,
                                    15,
                                    0,
                                    0,
                                    false));
        }
        try (NDManager inside = engine.manager().newSubManager();
                Cache given = new Cache();
                Cache wanted = new Cache()) {
            Map<String, NDArray> parameters = new LinkedHashMap<>();
            graph.parameters()
                    .forEach(
                            (name, spec) ->
                                    parameters.put(
                                            name,
                                            inside.create(c.parameters.get(name), spec.shape())));
            Shape rows = new Shape(c.images, c.tokens, c.width);
            given.add(inside.create(c.quantized, rows), c.images);
            wanted.add(inside.create(c.target, rows), c.images);
            Map<String, SoftRounding> weights = new LinkedHashMap<>();
            c.weightScales.forEach(
                    (name, scale) ->
                            weights.put(
                                    name,
                                    new SoftRounding(
                                            parameters.get(name), channels(scale, -8, 7), inside)));
            List<String> arrays = List.of("fc1:input.scale", "fc2:input.scale");
            Set<String> learned = new java.util.HashSet<>(arrays);
            learned.addAll(weights.keySet());
            try (Program program = engine.compile(graph, parameters, plan, learned)) {
                Scales scales = new Scales(program, arrays, inside);
                UnitTraining training =
                        new UnitTraining(
                                "unit",
                                how,
                                program,
                                weights,
                                Optional.of(scales),
                                List.of(given),
                                List.of(wanted),
                                List.of(),
                                3,
                                inside);
                for (int step = 0; step < c.steps; step++) {
                    assertThat((float) training.step(step)).isCloseTo(c.losses[step], CLOSE);
                }
                c.hard.forEach(
                        (name, values) ->
                                assertThat(weights.get(name).hard(inside).toFloatArray())
                                        .containsExactly(values, CLOSE));
                c.learned.forEach(
                        (name, value) ->
                                assertThat(scales.values().get(name + ":input.scale"))
                                        .containsExactly(new float[] {value}, CLOSE));
            }
        }
    }

    private static Graph unit(UnitCase c) {
        GraphBuilder g = Graph.builder("unit");
        var x = g.input("x", DataType.FLOAT32, -1, c.tokens, c.width);
        var hidden = g.gelu(g.linear(x, "fc1", c.width, c.hidden));
        return g.build(g.linear(hidden, "fc2", c.hidden, c.width));
    }

    private static Affine channels(float[] scale, int low, int high) {
        List<Integer> zeros = Collections.nCopies(scale.length, 0);
        return new Affine(list(scale), zeros, low, high, 0, 0, Rounding.DIVIDE);
    }

    private static List<Float> list(float[] values) {
        List<Float> list = new ArrayList<>();
        for (float value : values) {
            list.add(value);
        }
        return list;
    }

    record Reference(
            List<GridCase> grids, Rounded adaRound, Distilled distillation, UnitCase unit) {}

    record Distilled(
            float[] teacher,
            float[] student,
            double temperature,
            float distance,
            float[] gradient) {}

    record GridCase(
            float[] x,
            long[] dims,
            float[] scale,
            float[] zero,
            int low,
            int high,
            boolean learnsZero,
            int axis,
            float[] y,
            float[] weight,
            float[] dx,
            float[] ds,
            float[] dz) {}

    record Rounded(
            float[] w,
            float[] target,
            float[] x,
            float[] scale,
            int low,
            int high,
            double lambda,
            double[] betas,
            double rate,
            float[][] soft,
            float[] losses,
            float[] regs,
            float[] hard) {}

    record UnitCase(
            int images,
            int tokens,
            int width,
            int hidden,
            float[] quantized,
            float[] target,
            Map<String, float[]> parameters,
            Map<String, float[]> weightScales,
            Map<String, Float> scales,
            Map<String, Float> zeros,
            int steps,
            double lambda,
            double warmUp,
            double bFrom,
            double bTo,
            double rate,
            double scaleRate,
            float[] losses,
            Map<String, float[]> hard,
            Map<String, Float> learned) {}
}
