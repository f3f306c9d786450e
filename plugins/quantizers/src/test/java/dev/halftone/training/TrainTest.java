package dev.halftone.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import com.google.gson.annotations.SerializedName;
import dev.halftone.data.Example;
import dev.halftone.data.Label;
import dev.halftone.data.Picture;
import dev.halftone.data.Target;
import dev.halftone.engine.Engine;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Range;
import dev.halftone.plan.Plan;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantizer.Train;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Against PyTorch's optimizers: reference/training.py made the numbers. */
final class TrainTest {
    private static final Graph GRAPH = graph();
    private static final Reference REFERENCE =
            new Gson()
                    .fromJson(
                            new InputStreamReader(
                                    TrainTest.class.getResourceAsStream("/reference/training.json"),
                                    StandardCharsets.UTF_8),
                            Reference.class);
    @AutoClose private static final Engine ENGINE = TorchEngine.start("cpu");

    @Test
    void trainsAsPyTorchsAdamW() {
        Train train =
                new Train(
                        12,
                        24,
                        Optimizer.ADAM_W,
                        0.02,
                        0.1,
                        Schedule.CONSTANT,
                        0,
                        0.3,
                        0.1,
                        Augment.NONE,
                        0,
                        3,
                        0);

        assertClose(train.plan(bench(Plan.EMPTY, forever())), REFERENCE.adamW);
    }

    @Test
    void trainsAsPyTorchsSgdWithACosine() {
        Train train =
                new Train(
                        12,
                        24,
                        Optimizer.SGD,
                        0.1,
                        0.1,
                        Schedule.COSINE,
                        0,
                        0,
                        0,
                        Augment.NONE,
                        0,
                        3,
                        0);

        assertClose(train.plan(bench(Plan.EMPTY, forever())), REFERENCE.sgd);
    }

    @Test
    void endsWithTheSameBitsAfterACrash() {
        Plan whole = shuffled(6).plan(bench(Plan.EMPTY, forever()));
        Bench.Notebook torn = new Bench.Notebook(ENGINE.manager(), 3);

        assertThatThrownBy(() -> shuffled(6).plan(bench(Plan.EMPTY, torn)))
                .hasMessage("the light went out");
        Plan resumed = shuffled(6).plan(bench(Plan.EMPTY, torn.reopened()));

        GRAPH.parameters()
                .keySet()
                .forEach(name -> assertThat(values(resumed, name)).isEqualTo(values(whole, name)));
    }

    @Test
    void endsWithTheBestEpochWhateverHappensInBetween() {
        Train train = teaching(6);
        Plan whole = train.plan(bench(Plan.EMPTY, forever()));
        Bench.Notebook torn = new Bench.Notebook(ENGINE.manager(), 4);

        assertThatThrownBy(() -> train.plan(bench(Plan.EMPTY, torn)))
                .hasMessage("the light went out");
        Plan resumed = train.plan(bench(Plan.EMPTY, torn.reopened()));

        GRAPH.parameters()
                .keySet()
                .forEach(name -> assertThat(values(resumed, name)).isEqualTo(values(whole, name)));
    }

    private static Train teaching(int epochs) {
        return new Train(
                epochs,
                10,
                Optimizer.ADAM_W,
                0.05,
                0.01,
                Schedule.LINEAR,
                0.2,
                1,
                0,
                Augment.NONE,
                10,
                3,
                0.25);
    }

    @Test
    void learnsTheScalesOfGridsToo() {
        Plan quantized = Plan.EMPTY;
        for (Site site : Sites.of(GRAPH)) {
            if (site.isWeight() || site.role().isActivation()) {
                quantized = quantized.with(site, Affine.covering(Range.of(-2, 2), 4, true));
            }
        }

        Plan trained = shuffled(3).plan(bench(quantized, forever()));

        assertThat(trained.parameters()).containsOnlyKeys(GRAPH.parameters().keySet());
        assertThat(trained.decisions()).containsOnlyKeys(quantized.decisions().keySet());
        for (String site : quantized.decisions().keySet()) {
            Affine before = (Affine) quantized.grid(site).orElseThrow();
            Affine after = (Affine) trained.grid(site).orElseThrow();
            assertThat(after.scale()).isNotEqualTo(before.scale()).allMatch(s -> s > 0);
            assertThat(after.zeroPoint()).isEqualTo(before.zeroPoint());
        }
    }

    @Test
    void leavesAMaskAsItIs() {
        GraphBuilder g = Graph.builder("masked");
        var x = g.input("x", DataType.FLOAT32, -1, 4);
        var masked = g.add(g.linear(x, "fc", 4, 3), g.parameter("mask", 1, 3));
        Graph graph = g.build(g.softmax(masked, -1));
        NDManager manager = ENGINE.manager().newSubManager();
        float[] mask = {0, Float.NEGATIVE_INFINITY, 0};
        Map<String, NDArray> weights =
                Map.of(
                        "fc.weight", manager.ones(new Shape(3, 4)),
                        "fc.bias", manager.zeros(new Shape(3)),
                        "mask", manager.create(mask, new Shape(1, 3)));
        Bench.Rows rows = bench(Plan.EMPTY, forever()).rows();
        Bench bench = new Bench(ENGINE, manager, graph, weights, Plan.EMPTY, rows, forever());

        Plan trained = shuffled(2).plan(bench);

        assertThat(trained.parameters()).containsOnlyKeys("fc.weight", "fc.bias");
        assertThat(values(trained, "fc.bias")).doesNotContain(Float.NaN);
    }

    @Test
    void saysWhichPictureHasNoLabel() {
        List<Example> unlabelled = examples(new Target() {});

        assertThatThrownBy(() -> shuffled(1).plan(bench(Plan.EMPTY, forever(), unlabelled)))
                .isInstanceOf(ProblemException.class)
                .hasMessageMatching(
                        "training needs a class for every picture, 'picture \\d+' has none");
    }

    @Test
    void saysThatItDiverged() {
        Train wild =
                new Train(
                        3,
                        24,
                        Optimizer.SGD,
                        100,
                        10,
                        Schedule.CONSTANT,
                        0,
                        0,
                        0,
                        Augment.NONE,
                        0,
                        3,
                        0);
        Plan broken =
                Plan.EMPTY.with("fc2.bias", ENGINE.manager().create(new float[] {Float.NaN, 0, 0}));

        assertThatThrownBy(() -> wild.plan(bench(broken, forever())))
                .isInstanceOf(ProblemException.class)
                .hasMessage("the loss is no longer a number in epoch 1");
    }

    private static Train shuffled(int epochs) {
        return new Train(
                epochs,
                10,
                Optimizer.ADAM_W,
                0.01,
                0.01,
                Schedule.COSINE,
                0.2,
                1,
                0,
                Augment.NONE,
                0,
                3,
                0);
    }

    private static void assertClose(Plan plan, Map<String, float[]> expected) {
        assertThat(plan.parameters()).containsOnlyKeys(expected.keySet());
        expected.forEach(
                (name, values) ->
                        assertThat(values(plan, name)).containsExactly(values, within(2e-5f)));
    }

    private static float[] values(Plan plan, String name) {
        return plan.parameters().get(name).toFloatArray();
    }

    private static Bench.Notebook forever() {
        return new Bench.Notebook(ENGINE.manager(), Integer.MAX_VALUE);
    }

    private static Bench bench(Plan plan, Bench.Notebook bookmark) {
        List<Example> labelled = new ArrayList<>();
        for (int label : REFERENCE.labels) {
            labelled.add(example(labelled.size(), new Label(label)));
        }
        return bench(plan, bookmark, labelled);
    }

    private static Bench bench(Plan plan, Bench.Notebook bookmark, List<Example> examples) {
        NDManager manager = ENGINE.manager().newSubManager();
        Map<String, NDArray> weights = new HashMap<>();
        REFERENCE.start.forEach(
                (name, values) ->
                        weights.put(
                                name,
                                manager.create(values, GRAPH.parameters().get(name).shape())));
        Bench.Rows rows = new Bench.Rows(manager, REFERENCE.inputs, examples, 5);
        return new Bench(ENGINE, manager, GRAPH, weights, plan, rows, bookmark);
    }

    private static List<Example> examples(Target target) {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < REFERENCE.labels.length; i++) {
            examples.add(example(i, target));
        }
        return examples;
    }

    private static Example example(int number, Target target) {
        return new Example("picture " + number, new Picture(1, 1, 1, new byte[1]), target);
    }

    private static Graph graph() {
        GraphBuilder g = Graph.builder("mlp");
        var x = g.input("x", DataType.FLOAT32, -1, 4);
        return g.build(g.linear(g.gelu(g.linear(x, "fc1", 4, 8)), "fc2", 8, 3));
    }

    record Reference(
            List<float[]> inputs,
            int[] labels,
            LinkedHashMap<String, float[]> start,
            @SerializedName("adam-w") Map<String, float[]> adamW,
            Map<String, float[]> sgd) {}
}
