package dev.halftone.training;

import static dev.halftone.training.LearnedReference.channels;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.engine.Engine;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.site.Sites;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** One unit rebuilt, step by step, against the same loop written in PyTorch. */
final class UnitTrainingTest {
    private static final LearnedReference.UnitCase REFERENCE = LearnedReference.read().unit();
    private static final Offset<Float> CLOSE = within(2e-5f);

    @AutoClose private static final Engine ENGINE = TorchEngine.start("cpu");

    @Test
    void rebuildsATinyUnitAsPyTorchWould() {
        LearnedReference.UnitCase c = REFERENCE;
        Graph graph = unit(c);
        Rebuilding how =
                new Rebuilding(
                        c.steps(),
                        c.images(),
                        c.warmUp(),
                        c.bFrom(),
                        c.bTo(),
                        1,
                        c.lambda(),
                        c.rate(),
                        c.scaleRate(),
                        Weighting.MSE,
                        false);
        Plan plan = Plan.EMPTY;
        for (String name : List.of("fc1", "fc2")) {
            plan =
                    plan.with(
                            Sites.of(graph).stream()
                                    .filter(s -> s.id().equals(name + ":input"))
                                    .findFirst()
                                    .orElseThrow(),
                            new LearnedStep(
                                    List.of(c.scales().get(name)),
                                    List.of(c.zeros().get(name)),
                                    0,
                                    15,
                                    0,
                                    0,
                                    false));
        }
        try (NDManager inside = ENGINE.manager().newSubManager();
                Cache given = new Cache();
                Cache wanted = new Cache()) {
            Map<String, NDArray> parameters = new LinkedHashMap<>();
            graph.parameters()
                    .forEach(
                            (name, spec) ->
                                    parameters.put(
                                            name,
                                            inside.create(c.parameters().get(name), spec.shape())));
            Shape rows = new Shape(c.images(), c.tokens(), c.width());
            given.add(inside.create(c.quantized(), rows), c.images());
            wanted.add(inside.create(c.target(), rows), c.images());
            Map<String, SoftRounding> weights = new LinkedHashMap<>();
            c.weightScales()
                    .forEach(
                            (name, scale) ->
                                    weights.put(
                                            name,
                                            new SoftRounding(
                                                    parameters.get(name),
                                                    channels(scale, -8, 7),
                                                    inside)));
            List<String> arrays = List.of("fc1:input.scale", "fc2:input.scale");
            Set<String> learned = new HashSet<>(arrays);
            learned.addAll(weights.keySet());
            try (Program program = ENGINE.compile(graph, parameters, plan, learned)) {
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
                for (int step = 0; step < c.steps(); step++) {
                    assertThat((float) training.step(step)).isCloseTo(c.losses()[step], CLOSE);
                }
                c.hard()
                        .forEach(
                                (name, values) ->
                                        assertThat(weights.get(name).hard(inside).toFloatArray())
                                                .containsExactly(values, CLOSE));
                c.learned()
                        .forEach(
                                (name, value) ->
                                        assertThat(scales.values().get(name + ":input.scale"))
                                                .containsExactly(new float[] {value}, CLOSE));
            }
        }
    }

    private static Graph unit(LearnedReference.UnitCase c) {
        GraphBuilder g = Graph.builder("unit");
        var x = g.input("x", DataType.FLOAT32, -1, c.tokens(), c.width());
        var hidden = g.gelu(g.linear(x, "fc1", c.width(), c.hidden()));
        return g.build(g.linear(hidden, "fc2", c.hidden(), c.width()));
    }
}
