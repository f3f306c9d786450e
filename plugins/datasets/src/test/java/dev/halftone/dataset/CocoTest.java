package dev.halftone.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.coco.Asking;
import dev.halftone.coco.Asking.Asked;
import dev.halftone.coco.Asking.Categories;
import dev.halftone.data.Annotated.Frequency;
import dev.halftone.data.Box;
import dev.halftone.data.Examples;
import dev.halftone.data.Instances;
import dev.halftone.data.Prompt;
import dev.halftone.graph.TensorSpec;
import dev.halftone.problem.ProblemException;
import dev.halftone.program.Networks;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CocoTest {
    private static final String TRUTH =
            """
            {"images": [
               {"id": 7, "width": 20, "height": 10, "file_name": "b.png",
                "neg_category_ids": [5], "not_exhaustive_category_ids": [],
                "coco_url": "http://images.cocodataset.org/val2017/b.png"},
               {"id": 8, "width": 20, "height": 10, "file_name": "empty.png",
                "neg_category_ids": [], "not_exhaustive_category_ids": []},
               {"id": 3, "width": 20, "height": 10, "file_name": "a.png",
                "neg_category_ids": [], "not_exhaustive_category_ids": [18]}],
             "categories": [{"id": 18, "name": "dog", "frequency": "f"},
                            {"id": 5, "name": "plane", "frequency": "r"}],
             "annotations": [
               {"id": 1, "image_id": 7, "category_id": 18, "area": 50, "iscrowd": 0,
                "bbox": [2, 1, 10, 5], "segmentation": [[2, 1, 12, 1, 12, 6, 2, 6]]},
               {"id": 2, "image_id": 7, "category_id": 5, "area": 0.5, "iscrowd": 0,
                "bbox": [2, 1, 1, 1], "segmentation": [[2, 1, 3, 1, 3, 2, 2, 2]]},
               {"id": 3, "image_id": 3, "category_id": 5, "area": 200, "iscrowd": 1,
                "bbox": [0, 0, 20, 10], "segmentation": {"size": [10, 20], "counts": [0, 200]}}]}""";

    @TempDir Path root;

    private void laidOut(String file) throws IOException {
        laidOut(file, "", "");
    }

    private void laidOut(String file, String written, String instead) throws IOException {
        Files.createDirectories(root.resolve("annotations"));
        Files.createDirectories(root.resolve("val2017"));
        String truth = TRUTH.replace(written, instead);
        Files.writeString(root.resolve("annotations").resolve(file), truth);
        for (String name : new String[] {"a.png", "b.png", "empty.png"}) {
            BufferedImage image = new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB);
            ImageIO.write(image, "png", root.resolve("val2017").resolve(name).toFile());
        }
    }

    private Coco coco(Asking asking) {
        return new Coco(
                root, Optional.of("val2017"), Optional.empty(), Optional.empty(), 0, false, asking);
    }

    private static Asking asking(Asked prompts) {
        return new Asking(
                prompts,
                Optional.empty(),
                0.65,
                Optional.empty(),
                Categories.IDS,
                Optional.empty(),
                Optional.empty());
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
    void asksForEveryThingOfAPixelOrMoreInTheFilesOrder() throws IOException {
        laidOut("instances_val2017.json");

        try (Examples examples = coco(asking(Asked.BOTH)).open()) {
            assertThat(examples.size()).isEqualTo(2);
            assertThat(examples.get(0).name()).isEqualTo("val2017/b.png");
            Instances target = (Instances) examples.get(0).target();
            assertThat(target.all()).hasSize(2);
            assertThat(target.all().get(0).mask().orElseThrow().area()).isEqualTo(50);
            assertThat(target.prompts()).hasSize(2);
            assertThat(target.prompts().get(0).points())
                    .containsExactly(new Prompt.Point(2, 1, 2), new Prompt.Point(12, 6, 3));
            assertThat(target.prompts().get(1).points()).containsExactly(new Prompt.Point(4, 3, 1));
            assertThat(((Instances) examples.get(1).target()).all().get(0).crowd()).isTrue();
        }
    }

    @Test
    void asksForWhatADetectorFound() throws IOException {
        laidOut("instances_val2017.json");
        Path file = root.resolve("detections.json");
        Files.writeString(
                file,
                """
                [{"image_id": 7, "category_id": 1, "bbox": [1, 1, 2, 2], "score": 0.5},
                 {"image_id": 7, "category_id": 0, "bbox": [4, 1, 2, 2], "score": 0.7},
                 {"image_id": 999, "category_id": 0, "bbox": [4, 1, 2, 2], "score": 0.7},
                 {"image_id": 8, "category_id": 0, "bbox": [4, 1, 2, 2], "score": 0.1}]""");

        try (Examples examples = coco(detections(file, Categories.INDICES)).open()) {
            assertThat(examples.size()).isEqualTo(3);
            Prompt prompt = ((Instances) examples.get(0).target()).prompts().get(0);
            assertThat(prompt.category()).isEqualTo(5);
            assertThat(prompt.score()).isEqualTo(0.7);
            assertThat(prompt.points().get(0).x()).isEqualTo(4);
            Prompt nothing = ((Instances) examples.get(1).target()).prompts().get(0);
            assertThat(nothing)
                    .isEqualTo(Prompt.box(new Box(0, 0, 0, 0), 0, -1, nothing.instance()));
        }
        assertThatThrownBy(() -> coco(detections(root.resolve("no.json"), Categories.IDS)).open())
                .hasMessageContaining("there is no file");
    }

    @Test
    void asksForWhatADetectorSeesOnceForEachPicture() throws IOException {
        laidOut("instances_val2017.json");
        List<String> log = new ArrayList<>();
        Networks networks = file -> new Seeing(2, log);

        try (Examples examples = coco(detector(0.2)).open(networks);
                Examples choosy = coco(detector(0.6)).open(networks)) {
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
        laidOut("instances_val2017.json");
        List<String> log = new ArrayList<>();

        assertThatThrownBy(() -> coco(detector(0.2)).open(file -> new Seeing(80, log)))
                .hasMessageContaining("should tell apart the 2 categories")
                .hasMessageContaining("but it tells apart 80");
        assertThat(log).endsWith("closed");
        assertThatThrownBy(() -> asking(Asked.DETECTOR)).hasMessageContaining("come together");
    }

    @Test
    void findsLvisPicturesByTheFolderOfTheirAddress() throws IOException {
        laidOut("lvis_v1_val.json");

        Lvis lvis =
                new Lvis(
                        root,
                        "val",
                        Optional.empty(),
                        Optional.of(1),
                        0,
                        false,
                        asking(Asked.BOXES));

        try (Examples examples = lvis.open()) {
            Instances target = (Instances) examples.get(0).target();
            assertThat(target.annotated().orElseThrow().absent()).containsExactly(5L);
            assertThat(target.annotated().orElseThrow().frequencies())
                    .containsEntry(5L, Frequency.RARE);
        }
    }

    @Test
    void takesTheBoxAroundTheMaskWhereNoneIsWritten() throws IOException {
        laidOut("instances_val2017.json", "\"bbox\": [2, 1, 10, 5], ", "");

        try (Examples examples = coco(asking(Asked.BOXES)).open()) {
            Instances target = (Instances) examples.get(0).target();
            assertThat(target.all().get(0).box()).isEqualTo(new Box(2, 1, 10, 5));
        }
    }

    @Test
    void namesThePictureWhoseSizeIsNotWritten() throws IOException {
        laidOut("instances_val2017.json", "\"width\": 20, ", "");

        try (Examples examples = coco(asking(Asked.BOXES)).open()) {
            assertThatThrownBy(() -> examples.get(0).target())
                    .hasMessageContaining("should have 'width' and 'height'")
                    .hasMessageContaining("image 7 of");
        }
    }

    @Test
    void turnsPicturesWhereThatIsAskedFor() throws IOException {
        laidOut("instances_val2017.json");
        Files.write(root.resolve("val2017/a.png"), Lying.jpeg(10, 20));
        Files.write(root.resolve("val2017/b.png"), Lying.jpeg(10, 20));
        Coco stored = coco(asking(Asked.BOXES));
        Coco upright =
                new Coco(
                        root,
                        Optional.of("val2017"),
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        true,
                        asking(Asked.BOXES));

        try (Examples asStored = stored.open();
                Examples turned = upright.open()) {
            assertThatThrownBy(() -> asStored.get(0))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e ->
                                    assertThat(e.problems().get(0).toString())
                                            .contains("be 20x10 as annotated, but is 10x20")
                                            .contains("'upright: true' turns pictures"));
            assertThat(turned.get(0).picture().width()).isEqualTo(20);
            assertThat(turned.fingerprint()).isNotEqualTo(asStored.fingerprint());
        }
    }

    @Test
    void namesPicturesThatAreMissingAndFilesThatMayBeMeant() throws IOException {
        laidOut("instances_val2017.json");
        Files.delete(root.resolve("val2017/a.png"));

        assertThatThrownBy(() -> coco(asking(Asked.BOXES)).open())
                .hasMessageContaining("'a.png' is not below");
        assertThatThrownBy(
                        () ->
                                new Coco(
                                                root,
                                                Optional.of("val2018"),
                                                Optional.empty(),
                                                Optional.empty(),
                                                0,
                                                false,
                                                asking(Asked.BOXES))
                                        .open())
                .hasMessageContaining("there is no 'instances_val2018.json'");
    }

    @Test
    void opensTheMaterialAsItLies() {
        Path material = Material.folder("coco_val64");

        Coco coco =
                new Coco(
                        material,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        false,
                        asking(Asked.BOXES));

        try (Examples examples = coco.open()) {
            int things = 0;
            for (int i = 0; i < examples.size(); i++) {
                things += ((Instances) examples.get(i).target()).all().size();
            }
            assertThat(things).isEqualTo(508);
            assertThat(examples.fingerprint()).isEqualTo(examples.fingerprint());
        }
    }
}
