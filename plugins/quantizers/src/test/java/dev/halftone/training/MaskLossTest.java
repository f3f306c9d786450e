package dev.halftone.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.google.gson.Gson;
import com.google.gson.annotations.SerializedName;
import dev.halftone.data.Box;
import dev.halftone.data.Example;
import dev.halftone.data.Instance;
import dev.halftone.data.Instances;
import dev.halftone.data.Mask;
import dev.halftone.data.Picture;
import dev.halftone.data.Prompt;
import dev.halftone.engine.Engine;
import dev.halftone.engine.TorchEngine;
import dev.halftone.problem.ProblemException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Against PyTorch: reference/masks.py made the numbers. */
final class MaskLossTest {
    private static final Offset<Float> CLOSE = within(2e-6f);
    private static final Reference REFERENCE =
            new Gson()
                    .fromJson(
                            new InputStreamReader(
                                    MaskLossTest.class.getResourceAsStream("/reference/masks.json"),
                                    StandardCharsets.UTF_8),
                            Reference.class);
    @AutoClose private static final Engine ENGINE = TorchEngine.start("cpu");

    @Test
    void isTheLossSegmentAnythingWasTrainedWith() {
        try (NDManager scope = ENGINE.manager().newSubManager()) {
            NDList outputs = outputs(scope);
            outputs.forEach(output -> output.setRequiresGradient(true));
            try (GradientCollector collector = scope.getEngine().newGradientCollector()) {
                NDArray loss = MaskLoss.of(outputs, example(true));
                collector.backward(loss);

                assertThat(loss.getFloat()).isCloseTo(REFERENCE.loss, within(1e-5f));
            }

            assertThat(outputs.get(0).getGradient().toFloatArray())
                    .containsExactly(REFERENCE.logitsGradient, CLOSE);
            assertThat(outputs.get(1).getGradient().toFloatArray())
                    .containsExactly(REFERENCE.expectedGradient, CLOSE);
        }
    }

    @Test
    void namesThePictureOfAPromptWhoseMaskIsUnknown() {
        try (NDManager scope = ENGINE.manager().newSubManager()) {
            assertThatThrownBy(() -> MaskLoss.of(outputs(scope), example(false)))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("'scene' has a prompt without one");
        }
    }

    private static NDList outputs(NDManager scope) {
        int count = REFERENCE.boxes.size();
        int masks = REFERENCE.expected.length / count;
        Shape shape = new Shape(count, masks, REFERENCE.side, REFERENCE.side);
        return new NDList(
                scope.create(REFERENCE.logits, shape),
                scope.create(REFERENCE.expected, new Shape(count, masks)));
    }

    private static Example example(boolean known) {
        int frame = REFERENCE.frame;
        List<Instance> instances = new ArrayList<>();
        List<Prompt> prompts = new ArrayList<>();
        for (int[] corner : REFERENCE.boxes) {
            Box box = new Box(corner[0], corner[1], corner[2], corner[3]);
            Optional<Mask> mask =
                    known ? Optional.of(Mask.box(frame, frame, box)) : Optional.empty();
            int index = instances.size();
            instances.add(new Instance(index, 1, box.area(), false, false, box, mask));
            prompts.add(Prompt.box(box, 1, 1, OptionalInt.of(index)));
        }
        return new Example(
                "scene",
                new Picture(frame, frame, 1, new byte[frame * frame]),
                new Instances(1, frame, frame, instances, prompts, Optional.empty()));
    }

    private record Reference(
            int side,
            int frame,
            List<int[]> boxes,
            float[] logits,
            float[] expected,
            float loss,
            @SerializedName("logits_gradient") float[] logitsGradient,
            @SerializedName("expected_gradient") float[] expectedGradient) {}
}
