package dev.halftone.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes of an image folder that a file says: labels, or the map beside a zip. */
final class LabelledFolderTest {
    @TempDir Path folder;

    private PictureFolder in() {
        return new PictureFolder(folder);
    }

    @Test
    void takesClassesFromLabelsInAnyOfThreeForms() throws IOException {
        in().pictures("cat/a.png", "dog/b.png");

        assertThat(PictureFolder.names(in().labelled("dog\t7\ncat\t3\n")))
                .containsExactly("cat/a.png=3", "dog/b.png=7");
        assertThat(
                        PictureFolder.names(
                                in().labelled("dog\ta dog\nmouse\ta mouse\ncat\t9 lives\n\n")))
                .containsExactly("cat/a.png=2", "dog/b.png=0");
        assertThat(PictureFolder.names(in().labelled("5\tdog\ta dog\n6\tcat\ta cat\n")))
                .containsExactly("cat/a.png=6", "dog/b.png=5");
    }

    @Test
    void findsFlatPicturesByTheirNames() throws IOException {
        in().pictures("images/n01.png", "images/n02.png");

        assertThat(PictureFolder.names(in().labelled("0\tn01\ttench\n1\tn02\tgoldfish\n")))
                .containsExactly("images/n01.png=0", "images/n02.png=1");
    }

    @Test
    void tellsEveryFolderThatLabelsDoNotList() throws IOException {
        in().pictures("cats/a.png", "cats/b.png", "dog/b.png", "horse/c.png");

        assertThatThrownBy(() -> in().labelled("cat\t0\ndog\t1\n").open())
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.problems())
                                    .extracting(Problem::message)
                                    .containsExactly(
                                            "'labels' should list the folder 'cats'",
                                            "'labels' should list the folder 'horse'");
                            assertThat(e.problems().get(0).hint()).contains("it lists 'cat'");
                        });
    }

    @Test
    void pointsAtTheLineOfALabelsFileThatIsWrong() throws IOException {
        in().pictures("cat/a.png");

        assertThatThrownBy(() -> in().labelled("cat\t0\ndog 1\ncat\t3\n").open())
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.problems()).hasSize(2);
                            assertThat(e.problems().get(0).spot().orElseThrow().line())
                                    .isEqualTo(2);
                        });
    }

    @Test
    void refusesNumbersThatAreNoClassIndices() throws IOException {
        in().pictures("cat/a.png", "dog/a.png");

        assertThatThrownBy(() -> in().labelled("cat\t0\ndog\t-1\n").open())
                .hasMessage("a class index should be from 0 to 1000000, not -1");
    }

    @Test
    void takesFromAZipWhatItsMapLists() throws IOException {
        ImageFolder mapped = mapped("b/2.png\t4\na/1.png\t9\n");

        assertThat(PictureFolder.names(mapped)).containsExactly("a/1.png=9", "b/2.png=4");
    }

    @Test
    void refusesAMapThatListsWhatTheZipHasNotOrNoIndex() throws IOException {
        ImageFolder mapped = mapped("a/1.jpg\t0\nb/2.png\t-1\nb/3.png 2\nb/3.png\t5\nb/3.png\t5\n");

        assertThatThrownBy(mapped::open)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.problems())
                                    .extracting(one -> one.spot().orElseThrow().line())
                                    .containsExactly(1, 2, 3, 5);
                            assertThat(e.problems().get(0).message())
                                    .isEqualTo("the zip has no picture 'a/1.jpg'");
                            assertThat(e.problems().get(0).hint()).contains("it has 'a/1.png'");
                        });
    }

    @Test
    void tellsTheFirstFewOfManyBadLines() throws IOException {
        assertThatThrownBy(() -> mapped("no\n".repeat(500)).open())
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.problems()).hasSize(11);
                            assertThat(e.problems().get(10).message())
                                    .isEqualTo("so are 490 more lines");
                        });
    }

    private ImageFolder mapped(String lines) throws IOException {
        Path zip = in().zipped("a/1.png", "b/2.png", "b/3.png");
        Files.move(zip, folder.resolve("val.zip"));
        Files.writeString(folder.resolve("val_map.txt"), lines);
        return PictureFolder.of(folder, null, "val", null, null);
    }
}
