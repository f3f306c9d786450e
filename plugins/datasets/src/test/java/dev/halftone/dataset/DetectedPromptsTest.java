package dev.halftone.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.coco.Asking;
import dev.halftone.coco.Asking.Asked;
import dev.halftone.coco.Asking.Categories;
import dev.halftone.data.Box;
import dev.halftone.data.Examples;
import dev.halftone.data.Instances;
import dev.halftone.data.Prompt;
import dev.halftone.graph.TensorSpec;
import dev.halftone.program.Networks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prompts that a detector found, before or while the dataset is read. */
final class DetectedPromptsTest {
    @TempDir Path root;

    private CocoFolder folder() {
        return new CocoFolder(root);
    }

    private static Asking detections(Path file, Categories categories) {
        return new Asking(
                Asked.BOXES,
                Optional.empty(),
                0.65,
                Optional.of(file),
                categories,
                Optional.of(1),
                Optional.of(0.2));
    }

    private static Asking detector(double leastScore) {
        return new Asking(
                Asked.DETECTOR,
                Optional.of(Path.of("yolox.onnx")),
                0.65,
                Optional.empty(),
                Categories.IDS,
                Optional.empty(),
                Optional.of(leastScore));
    }

    /** Sees one thing of the second category in the frame's first cell, in every picture. */
    private record Seeing(int categories, List<String> log) implements Networks.Running {
        @Override
        public List<TensorSpec> inputs() {
            return List.of(new TensorSpec("images", DataType.FLOAT32, new Shape(1, 3, 32, 32)));
        }

        @Override
        public String sha256() {
            return "0123";
        }

        @Override
        public Networks.Answer run(float[] values, Shape shape) {
            log.add("run");
            float[] raw = new float[21 * (5 + categories)];
            raw[4] = 1;
            raw[6] = 0.5f;
            return new Networks.Answer(new Shape(1, 21, 5 + categories), raw);
        }

        @Override
        public void close() {
            log.add("closed");
        }
    }

    @Test
    void asksForWhatADetectorFound() throws IOException {
        folder().laidOut("instances_val2017.json");
        Path file = root.resolve("detections.json");
        Files.writeString(
                file,
                """
                [{"image_id": 7, "category_id": 1, "bbox": [1, 1, 2, 2], "score": 0.5},
                 {"image_id": 7, "category_id": 0, "bbox": [4, 1, 2, 2], "score": 0.7},
                 {"image_id": 999, "category_id": 0, "bbox": [4, 1, 2, 2], "score": 0.7},
                 {"image_id": 8, "category_id": 0, "bbox": [4, 1, 2, 2], "score": 0.1}]""");

        try (Examples examples = folder().coco(detections(file, Categories.INDICES)).open()) {
            assertThat(examples.size()).isEqualTo(3);
            Prompt prompt = ((Instances) examples.get(0).target()).prompts().get(0);
            assertThat(prompt.category()).isEqualTo(5);
            assertThat(prompt.score()).isEqualTo(0.7);
            assertThat(prompt.points().get(0).x()).isEqualTo(4);
            Prompt nothing = ((Instances) examples.get(1).target()).prompts().get(0);
            assertThat(nothing)
                    .isEqualTo(Prompt.box(new Box(0, 0, 0, 0), 0, -1, nothing.instance()));
        }
        assertThatThrownBy(
                        () ->
                                folder().coco(detections(root.resolve("no.json"), Categories.IDS))
                                        .open())
                .hasMessageContaining("there is no file");
    }

    @Test
    void asksForWhatADetectorSeesOnceForEachPicture() throws IOException {
        folder().laidOut("instances_val2017.json");
        List<String> log = new ArrayList<>();
        Networks networks = file -> new Seeing(2, log);

        try (Examples examples = folder().coco(detector(0.2)).open(networks);
                Examples choosy = folder().coco(detector(0.6)).open(networks)) {
            assertThat(examples.size()).isEqualTo(3);
            assertThat(examples.fingerprint()).isNotEqualTo(choosy.fingerprint());
            log.clear();
            Prompt prompt = ((Instances) examples.get(0).target()).prompts().get(0);
            assertThat(examples.get(0).target()).isEqualTo(examples.get(0).target());
            assertThat(log).containsExactly("run");
            // A cell of 8 pixels around the frame's corner, which shows the picture at 32/20.
            assertThat(prompt)
                    .isEqualTo(Prompt.box(new Box(-2.5, -2.5, 5, 5), 0.5, 18, prompt.instance()));
            assertThat(((Instances) choosy.get(0).target()).prompts().get(0).category())
                    .isEqualTo(-1);
        }
        assertThat(log).endsWith("closed", "closed");
    }

    @Test
    void refusesADetectorOfOtherCategories() throws IOException {
        folder().laidOut("instances_val2017.json");
        List<String> log = new ArrayList<>();

        assertThatThrownBy(() -> folder().coco(detector(0.2)).open(file -> new Seeing(80, log)))
                .hasMessageContaining("should tell apart the 2 categories")
                .hasMessageContaining("but it tells apart 80");
        assertThat(log).endsWith("closed");
        assertThatThrownBy(() -> CocoFolder.asking(Asked.DETECTOR))
                .hasMessageContaining("come together");
    }
}
