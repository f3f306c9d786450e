package dev.halftone.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.halftone.engine.Engine;
import dev.halftone.engine.TorchEngine;
import dev.halftone.grid.Affine;
import dev.halftone.plan.Plan;
import dev.halftone.quantizer.AdaRound;
import dev.halftone.quantizer.Reconstruct;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What is learned in {@link Blocks}; {@link ReconstructProblemsTest} has what is refused. */
final class ReconstructTest {
    private static final List<String> ALL = List.of("blocks.*");
    @AutoClose private static final Engine ENGINE = TorchEngine.start("cpu");

    @Test
    void bringsTheNetworkCloserToTheFloatOne() {
        Bench bench = Blocks.bench(ENGINE);
        double before = Blocks.error(bench, bench.plan());

        Plan rebuilt = Blocks.reconstruct(ALL, 200).plan(bench);
        Plan rounded = new AdaRound(200, 8, 0.2, 20, 2, 0.01, 0.02).plan(bench);

        assertThat(Blocks.error(bench, bench.plan().then(rebuilt))).isLessThan(0.7 * before);
        assertThat(Blocks.error(bench, bench.plan().then(rounded))).isLessThan(0.9 * before);
    }

    @Test
    void decidesEveryRoundingOfEveryLayer() {
        Bench bench = Blocks.bench(ENGINE);
        Plan plan = bench.plan().then(Blocks.reconstruct(ALL, 30).plan(bench));

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
        Reconstruct reconstruct = Blocks.reconstruct(ALL, 600);
        Plan whole = reconstruct.plan(Blocks.bench(ENGINE));
        for (int pages = 1; pages <= 3; pages++) {
            Bench.Notebook torn = new Bench.Notebook(ENGINE.manager(), pages);
            assertThatThrownBy(() -> reconstruct.plan(Blocks.bench(ENGINE, torn)))
                    .hasMessage("the light went out");

            Plan resumed = reconstruct.plan(Blocks.bench(ENGINE, torn.reopened()));

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
        Bench bench = Blocks.bench(ENGINE);
        Reconstruct leaking =
                Blocks.reconstruct(List.of("blocks.0"), 5, Weighting.MSE, false, true);

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
        double missed = Blocks.error(bench, bench.plan().then(plan));
        assertThat(missed).isEqualTo(Blocks.error(bench, bench.plan().then(plan)));
    }

    @Test
    void leavesActivationsAloneForWeightsOnly() {
        Reconstruct brecq = Blocks.reconstruct(ALL, 5, Weighting.MSE, true, false);

        Plan plan = brecq.plan(Blocks.bench(ENGINE));

        assertThat(plan.decisions().keySet()).allMatch(site -> site.endsWith(":weight"));
        assertThat(plan.parameters()).hasSize(6);
    }

    @Test
    void weighsErrorsByWhatTheyDoToTheOutputs() {
        Bench bench = Blocks.bench(ENGINE);
        double before = Blocks.error(bench, bench.plan());
        Reconstruct fisher = Blocks.reconstruct(ALL, 200, Weighting.FISHER, false, false);

        Plan plan = fisher.plan(bench);

        assertThat(Blocks.error(bench, bench.plan().then(plan))).isLessThan(0.7 * before);
        Plan again = fisher.plan(Blocks.bench(ENGINE));
        assertThat(again.decisions()).isEqualTo(plan.decisions());
    }
}
