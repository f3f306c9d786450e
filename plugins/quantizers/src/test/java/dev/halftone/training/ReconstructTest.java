package dev.halftone.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.halftone.data.Example;
import dev.halftone.data.Label;
import dev.halftone.data.Picture;
import dev.halftone.engine.Engine;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Range;
import dev.halftone.plan.Plan;
import dev.halftone.problem.ProblemException;
import dev.halftone.program.Program;
import dev.halftone.quantizer.AdaRound;
import dev.halftone.quantizer.Reconstruct;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On a network of three small blocks, 3-bit weights and 4-bit activations. */
final class ReconstructTest {
    private static final int WIDTH = 8;
    private static final Graph GRAPH = graph();
    private static final List<Double> BETA = List.of(20.0, 2.0);
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
    void bringsTheNetworkCloserToTheFloatOne() {
        Bench bench = bench(forever());
        double before = error(bench, bench.plan());

        double rebuilt = error(bench, bench.plan().then(reconstruct("blocks.*", 200).plan(bench)));
        double rounded = error(bench, bench.plan().then(adaRound().plan(bench)));

        assertThat(rebuilt).isLessThan(0.7 * before);
        assertThat(rounded).isLessThan(0.9 * before);
    }

    @Test
    void decidesEveryRoundingOfEveryLayer() {
        Bench bench = bench(forever());
        Plan plan = bench.plan().then(reconstruct("blocks.*", 30).plan(bench));

        assertThat(plan.parameters()).hasSize(6);
        plan.parameters()
                .forEach(
                        (name, weight) -> {
                            float[] values = weight.toFloatArray();
                            String site = name.replace(".weight", ":weight");
                            float scale = ((Affine) plan.grid(site).orElseThrow()).scale().get(0);
                            for (float value : values) {
                                float code = value / scale;
                                assertThat(code).isCloseTo((float) Math.rint(code), within(1e-4f));
                            }
                        });
    }

    @Test
    void endsWithTheSameBitsAfterACrash() {
        Plan whole = reconstruct("blocks.*", 600).plan(bench(forever()));
        for (int pages = 1; pages <= 3; pages++) {
            Bench.Notebook torn = new Bench.Notebook(engine.manager(), pages);
            assertThatThrownBy(() -> reconstruct("blocks.*", 600).plan(bench(torn)))
                    .hasMessage("the light went out");

            Plan resumed = reconstruct("blocks.*", 600).plan(bench(torn.reopened()));

            assertThat(resumed.decisions()).isEqualTo(whole.decisions());
            whole.parameters()
                    .forEach(
                            (name, value) ->
                                    assertThat(resumed.parameters().get(name).toFloatArray())
                                            .isEqualTo(value.toFloatArray()));
        }
    }

    @Test
    void marksWhatGoesOnDropping() {
        Bench bench = bench(forever());
        Reconstruct leaking =
                new Reconstruct(
                        List.of("blocks.0"),
                        5,
                        8,
                        0.2,
                        BETA,
                        0.5,
                        0.01,
                        0.01,
                        0.001,
                        Weighting.MSE,
                        false,
                        true);

        Plan plan = leaking.plan(bench);

        assertThat(plan.decisions().keySet()).contains("blocks.0.fc1:input", "blocks.0.fc2:input");
        plan.decisions().entrySet().stream()
                .filter(decided -> !decided.getKey().endsWith(":weight"))
                .forEach(
                        decided ->
                                assertThat(decided.getValue().because())
                                        .hasValue(
                                                "50 % of the values entering rebuilt layers are not"
                                                        + " quantized (keep-drop-at-evaluation)"));
        double missed = error(bench, bench.plan().then(plan));
        assertThat(missed).isEqualTo(error(bench, bench.plan().then(plan)));
    }

    @Test
    void leavesActivationsAloneForWeightsOnly() {
        Reconstruct brecq =
                new Reconstruct(
                        List.of("blocks.*"),
                        5,
                        8,
                        0.2,
                        BETA,
                        0.5,
                        0.01,
                        0.01,
                        0.001,
                        Weighting.MSE,
                        true,
                        false);

        Plan plan = brecq.plan(bench(forever()));

        assertThat(plan.decisions().keySet()).allMatch(site -> site.endsWith(":weight"));
        assertThat(plan.parameters()).hasSize(6);
    }

    @Test
    void weighsErrorsByWhatTheyDoToTheOutputs() {
        Bench bench = bench(forever());
        double before = error(bench, bench.plan());
        Reconstruct fisher =
                new Reconstruct(
                        List.of("blocks.*"),
                        200,
                        8,
                        0.2,
                        BETA,
                        0.5,
                        0.01,
                        0.02,
                        0.001,
                        Weighting.FISHER,
                        false,
                        false);

        Plan plan = fisher.plan(bench);

        assertThat(error(bench, bench.plan().then(plan))).isLessThan(0.7 * before);
        Plan again = fisher.plan(bench(forever()));
        assertThat(again.decisions()).isEqualTo(plan.decisions());
    }

    @Test
    void saysWhichUnitIsWrong() {
        assertThatThrownBy(() -> reconstruct("block.*", 5).plan(bench(forever())))
                .isInstanceOf(ProblemException.class)
                .hasMessage("no module of the network matches the unit 'block.*'")
                .satisfies(e -> assertThat(hint(e)).isEqualTo("did you mean 'blocks.*'?"));
        assertThatThrownBy(
                        () ->
                                reconstruct(List.of("blocks.*", "blocks.1.fc1"))
                                        .plan(bench(forever())))
                .hasMessage("the units 'blocks.1' and 'blocks.1.fc1' overlap");
        assertThatThrownBy(
                        () -> reconstruct(List.of("blocks.1", "blocks.*")).plan(bench(forever())))
                .hasMessage("the unit 'blocks.1' is named twice");
        assertThatThrownBy(() -> reconstruct(List.of()).plan(bench(forever())))
                .hasMessage("'units' names no module to rebuild");
    }

    @Test
    void saysThatItDiverged() {
        Bench bench = bench(forever());
        bench.weights()
                .put(
                        "blocks.1.fc1.bias",
                        engine.manager().create(new float[] {Float.NaN}).broadcast(12));

        assertThatThrownBy(() -> reconstruct("blocks.1", 5).plan(bench))
                .hasMessage("the error of the unit 'blocks.1' is no longer a number in step 1");
    }

    private static String hint(Throwable e) {
        return ((ProblemException) e).problems().get(0).hint().orElseThrow();
    }

    private static Reconstruct reconstruct(String unit, int iters) {
        return new Reconstruct(
                List.of(unit),
                iters,
                8,
                0.2,
                BETA,
                0.5,
                0.01,
                0.02,
                0.001,
                Weighting.MSE,
                false,
                false);
    }

    private static Reconstruct reconstruct(List<String> units) {
        return new Reconstruct(
                units, 5, 8, 0.2, BETA, 0.5, 0.01, 0.02, 0.001, Weighting.MSE, false, false);
    }

    private static AdaRound adaRound() {
        return new AdaRound(200, 8, 0.2, 20, 2, 0.01, 0.02);
    }

    /** Mean squared difference of the outputs. */
    private static double error(Bench bench, Plan plan) {
        try (Program inFloat = bench.program(GRAPH, Plan.EMPTY, Set.of());
                Program quantized = bench.program(GRAPH, plan, Set.of())) {
            double[] sum = {0};
            bench.rows()
                    .forEach(
                            batch -> {
                                NDArray a = inFloat.run(new NDList(batch.inputs())).get(0);
                                NDArray b = quantized.run(new NDList(batch.inputs())).get(0);
                                sum[0] += a.sub(b).square().sum().getFloat();
                            });
            return sum[0];
        }
    }

    private static Bench.Notebook forever() {
        return new Bench.Notebook(engine.manager(), Integer.MAX_VALUE);
    }

    private static Bench bench(Bench.Notebook bookmark) {
        Random random = new Random(3);
        NDManager manager = engine.manager().newSubManager();
        Map<String, NDArray> weights = new HashMap<>();
        GRAPH.parameters()
                .forEach(
                        (name, spec) ->
                                weights.put(
                                        name,
                                        manager.create(
                                                normal((int) spec.shape().size(), random, 0.4),
                                                spec.shape())));
        List<float[]> inputs = new ArrayList<>();
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            inputs.add(normal(WIDTH, random, 1));
            Picture picture = new Picture(1, 1, 1, new byte[1]);
            examples.add(new Example("picture " + i, picture, new Label(0)));
        }
        Plan plan = Plan.EMPTY;
        for (Site site : Sites.of(GRAPH)) {
            if (site.isWeight()) {
                plan = plan.with(site, Affine.covering(Range.of(-1, 1), 3, true));
            } else if (site.role().isActivation()) {
                plan = plan.with(site, Affine.covering(Range.of(-3, 3), 4, false));
            }
        }
        Bench.Rows rows = new Bench.Rows(manager, inputs, examples, 5);
        return new Bench(engine, manager, GRAPH, weights, plan, rows, bookmark);
    }

    private static float[] normal(int count, Random random, double spread) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (spread * random.nextGaussian());
        }
        return values;
    }

    private static Graph graph() {
        GraphBuilder g = Graph.builder("blocks");
        Value x = g.input("x", DataType.FLOAT32, -1, WIDTH);
        for (int i = 0; i < 3; i++) {
            GraphBuilder block = g.at("blocks." + i);
            Value hidden = block.gelu(block.linear(x, "fc1", WIDTH, 12));
            x = block.add(x, block.linear(hidden, "fc2", 12, WIDTH));
        }
        return g.build(x);
    }
}
