package dev.halftone.training;

import static dev.halftone.training.LearnedReference.channels;
import static dev.halftone.training.LearnedReference.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.halftone.engine.Engine;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Rounding;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Against PyTorch's autograd and Adam. */
final class LearnedTest {
    private static final LearnedReference REFERENCE = LearnedReference.read();
    private static final Offset<Float> CLOSE = within(2e-5f);

    /** Adam divides by the size of a gradient, so what is almost nothing counts as much. */
    private static final Offset<Float> DRIFT = within(3e-4f);

    @AutoClose private static final Engine ENGINE = TorchEngine.start("cpu");

    @Test
    void stepSizesHaveTheGradientsOfLsqAndLsqPlus() {
        for (LearnedReference.GridCase c : REFERENCE.grids()) {
            LearnedStep grid =
                    new LearnedStep(
                            list(c.scale()),
                            list(c.zero()),
                            c.low(),
                            c.high(),
                            c.axis(),
                            0,
                            c.learnsZero());
            try (NDManager inside = ENGINE.manager().newSubManager()) {
                check(c, grid, inside);
            }
        }
    }

    private static void check(LearnedReference.GridCase c, LearnedStep grid, NDManager inside) {
        GraphBuilder g = Graph.builder("snap");
        Shape shape = new Shape(c.dims());
        var x = g.input("x", DataType.FLOAT32, c.dims());
        Graph graph = g.build(grid.snap(g.at("site"), x));
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        g.arrays().forEach((name, values) -> arrays.put(name, inside.create(values)));
        Set<String> learned =
                c.learnsZero() ? Set.of("site.scale", "site.zero_point") : Set.of("site.scale");
        try (Program program = ENGINE.compile(graph, arrays, Plan.EMPTY, learned);
                GradientCollector collector = inside.getEngine().newGradientCollector()) {
            NDArray values = inside.create(c.x(), shape);
            values.setRequiresGradient(true);
            List<NDArray> leaves = new ArrayList<>();
            for (String name : program.learned()) {
                NDArray leaf = program.initial().get(name).duplicate();
                leaf.attach(inside);
                leaf.setRequiresGradient(true);
                leaves.add(leaf);
            }
            NDArray y = program.run(new NDList(values), leaves).get(0);
            assertThat(y.toFloatArray()).containsExactly(c.y(), CLOSE);
            collector.backward(y.mul(inside.create(c.weight(), shape)).sum());
            assertThat(values.getGradient().toFloatArray()).containsExactly(c.dx(), CLOSE);
            assertThat(gradient(program, leaves, "site.scale")).containsExactly(c.ds(), CLOSE);
            if (c.learnsZero()) {
                assertThat(gradient(program, leaves, "site.zero_point"))
                        .containsExactly(c.dz(), CLOSE);
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
        LearnedReference.Rounded c = REFERENCE.adaRound();
        Affine grid = channels(c.scale(), c.low(), c.high());
        try (NDManager inside = ENGINE.manager().newSubManager()) {
            NDArray weight = inside.create(c.w(), new Shape(3, 5));
            NDArray target = inside.create(c.target(), new Shape(3, 5));
            NDArray x = inside.create(c.x(), new Shape(16, 5));
            SoftRounding rounding = new SoftRounding(weight, grid, inside);
            for (int step = 0; step < c.betas().length; step++) {
                double loss = step(rounding, target, x, c, step);
                assertThat((float) loss).isCloseTo(c.losses()[step], DRIFT);
            }
            assertThat(rounding.hard(inside).toFloatArray()).containsExactly(c.hard(), DRIFT);
        }
    }

    private static double step(
            SoftRounding rounding,
            NDArray target,
            NDArray x,
            LearnedReference.Rounded c,
            int step) {
        try (NDManager scope = x.getManager().newSubManager()) {
            NDArray leaf = rounding.leaf(scope);
            assertThat(leaf.toFloatArray()).containsExactly(c.soft()[step], DRIFT);
            double regularizer = c.lambda() * rounding.undecided(c.betas()[step]);
            assertThat((float) regularizer).isCloseTo(c.regs()[step], DRIFT);
            double loss;
            try (GradientCollector collector = scope.getEngine().newGradientCollector()) {
                NDArray error = x.matMul(leaf.sub(target).transpose());
                NDArray mean = error.square().sum(new int[] {1}).mean();
                collector.backward(mean);
                loss = mean.getFloat();
            }
            rounding.step(leaf.getGradient(), c.lambda(), c.betas()[step], c.rate(), step);
            return loss;
        }
    }

    @Test
    void followsATeacherAsPyTorchsKullbackLeiblerDivergence() {
        LearnedReference.Distilled c = REFERENCE.distillation();
        try (NDManager inside = ENGINE.manager().newSubManager();
                GradientCollector collector = inside.getEngine().newGradientCollector()) {
            NDArray student = inside.create(c.student(), new Shape(5, 7));
            student.setRequiresGradient(true);
            NDArray teacher = inside.create(c.teacher(), new Shape(5, 7));
            NDArray distance = Teacher.distance(teacher, student, c.temperature());
            collector.backward(distance);

            assertThat(distance.getFloat()).isCloseTo(c.distance(), CLOSE);
            assertThat(student.getGradient().toFloatArray()).containsExactly(c.gradient(), CLOSE);
        }
    }
}
