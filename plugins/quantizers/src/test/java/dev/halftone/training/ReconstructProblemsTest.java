package dev.halftone.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halftone.engine.Engine;
import dev.halftone.engine.TorchEngine;
import dev.halftone.plan.Plan;
import dev.halftone.problem.ProblemException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What cannot be rebuilt in {@link Blocks}. */
final class ReconstructProblemsTest {
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
    void saysWhichUnitIsWrong() {
        assertThatThrownBy(() -> plan("block.*"))
                .isInstanceOf(ProblemException.class)
                .hasMessage("no module of the network matches the unit 'block.*'")
                .satisfies(e -> assertThat(hint(e)).isEqualTo("did you mean 'blocks.*'?"));
        assertThatThrownBy(() -> plan("blocks.*", "blocks.1.fc1"))
                .hasMessage("the units 'blocks.1' and 'blocks.1.fc1' overlap");
        assertThatThrownBy(() -> plan("blocks.1", "blocks.*"))
                .hasMessage("the unit 'blocks.1' is named twice");
        assertThatThrownBy(() -> plan()).hasMessage("'units' names no module to rebuild");
    }

    @Test
    void saysThatItDiverged() {
        Bench bench = Blocks.bench(engine);
        bench.weights()
                .put(
                        "blocks.1.fc1.bias",
                        engine.manager().create(new float[] {Float.NaN}).broadcast(12));

        assertThatThrownBy(() -> Blocks.reconstruct(List.of("blocks.1"), 5).plan(bench))
                .hasMessage("the error of the unit 'blocks.1' is no longer a number in step 1");
    }

    private static Plan plan(String... units) {
        return Blocks.reconstruct(List.of(units), 5).plan(Blocks.bench(engine));
    }

    private static String hint(Throwable e) {
        return ((ProblemException) e).problems().get(0).hint().orElseThrow();
    }
}
