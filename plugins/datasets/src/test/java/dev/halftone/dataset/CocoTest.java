package dev.halftone.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halftone.coco.Asking.Asked;
import dev.halftone.data.Annotated.Frequency;
import dev.halftone.data.Box;
import dev.halftone.data.Examples;
import dev.halftone.data.Instances;
import dev.halftone.data.Prompt;
import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CocoTest {
    @TempDir Path root;

    private CocoFolder folder() {
        return new CocoFolder(root);
    }

    @Test
    void asksForEveryThingOfAPixelOrMoreInTheFilesOrder() throws IOException {
        folder().laidOut("instances_val2017.json");

        try (Examples examples = folder().coco(CocoFolder.asking(Asked.BOTH)).open()) {
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
    void findsLvisPicturesByTheFolderOfTheirAddress() throws IOException {
        folder().laidOut("lvis_v1_val.json");

        Lvis lvis =
                new Lvis(
                        root,
                        "val",
                        Optional.empty(),
                        Optional.of(1),
                        0,
                        false,
                        CocoFolder.asking(Asked.BOXES));

        try (Examples examples = lvis.open()) {
            Instances target = (Instances) examples.get(0).target();
            assertThat(target.annotated().orElseThrow().absent()).containsExactly(5L);
            assertThat(target.annotated().orElseThrow().frequencies())
                    .containsEntry(5L, Frequency.RARE);
        }
    }

    @Test
    void takesTheBoxAroundTheMaskWhereNoneIsWritten() throws IOException {
        folder().laidOut("instances_val2017.json", "\"bbox\": [2, 1, 10, 5], ", "");

        try (Examples examples = folder().coco(CocoFolder.asking(Asked.BOXES)).open()) {
            Instances target = (Instances) examples.get(0).target();
            assertThat(target.all().get(0).box()).isEqualTo(new Box(2, 1, 10, 5));
        }
    }

    @Test
    void namesThePictureWhoseSizeIsNotWritten() throws IOException {
        folder().laidOut("instances_val2017.json", "\"width\": 20, ", "");

        try (Examples examples = folder().coco(CocoFolder.asking(Asked.BOXES)).open()) {
            assertThatThrownBy(() -> examples.get(0).target())
                    .hasMessageContaining("should have 'width' and 'height'")
                    .hasMessageContaining("image 7 of");
        }
    }

    @Test
    void turnsPicturesWhereThatIsAskedFor() throws IOException {
        folder().laidOut("instances_val2017.json");
        Files.write(root.resolve("val2017/a.png"), Lying.jpeg(10, 20));
        Files.write(root.resolve("val2017/b.png"), Lying.jpeg(10, 20));
        Coco stored = folder().coco(CocoFolder.asking(Asked.BOXES));
        Coco upright =
                new Coco(
                        root,
                        Optional.of("val2017"),
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        true,
                        CocoFolder.asking(Asked.BOXES));

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
        folder().laidOut("instances_val2017.json");
        Files.delete(root.resolve("val2017/a.png"));

        assertThatThrownBy(() -> folder().coco(CocoFolder.asking(Asked.BOXES)).open())
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
                                                CocoFolder.asking(Asked.BOXES))
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
                        CocoFolder.asking(Asked.BOXES));

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
