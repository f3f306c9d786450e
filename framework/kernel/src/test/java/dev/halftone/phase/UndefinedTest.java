package dev.halftone.phase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.halftone.data.Example;
import dev.halftone.data.Label;
import dev.halftone.data.Picture;
import dev.halftone.engine.Engine;
import dev.halftone.engine.TorchEngine;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.Batch;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

final class UndefinedTest {
    @AutoClose private static final Engine ENGINE = TorchEngine.start("cpu");
    private final NDManager manager = ENGINE.manager();

    private Batch batch() {
        Example boot = new Example("boot", new Picture(1, 1, 1, new byte[1]), new Label(0));
        return new Batch(new NDList(), List.of(boot));
    }

    private NDList outputs(float last) {
        return new NDList(manager.create(new float[] {1, last}));
    }

    @Test
    void blamesNoStepForWhatTheFloatNetworkAnswers() {
        assertThatThrownBy(() -> Undefined.inFloat(outputs(Float.NaN), batch(), any -> {}))
                .hasMessage("the float network answers NaN to the batch that begins with 'boot'")
                .satisfies(e -> assertThat(hint(e)).contains("whatever the steps"));
        assertThatThrownBy(() -> Undefined.quantized(outputs(Float.NaN), batch()))
                .hasMessageStartingWith("the quantized network answers NaN")
                .satisfies(e -> assertThat(hint(e)).contains("fewer steps"));
    }

    @Test
    void takesEverythingElse() {
        Undefined.inFloat(
                outputs(Float.NEGATIVE_INFINITY),
                batch(),
                any -> {
                    throw new AssertionError("there is nothing to search for");
                });
        Undefined.quantized(outputs(0), batch());
    }

    private static String hint(Throwable e) {
        return ((ProblemException) e).problems().get(0).hint().orElseThrow();
    }
}
