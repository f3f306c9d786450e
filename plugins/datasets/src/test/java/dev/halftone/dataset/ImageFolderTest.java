package dev.halftone.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halftone.data.Example;
import dev.halftone.data.Examples;
import dev.halftone.data.Label;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageFolderTest {

    @TempDir Path folder;

    private static byte[] png(int value) throws IOException {
        BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, value);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    private void pictures(String... paths) throws IOException {
        for (String path : paths) {
            Path file = folder.resolve("data").resolve(path);
            Files.createDirectories(file.getParent());
            Files.write(file, png(path.hashCode()));
        }
    }

    private Path zipped(String... paths) throws IOException {
        Path zip = folder.resolve("data.zip");
        try (OutputStream out = Files.newOutputStream(zip);
                ZipOutputStream entries = new ZipOutputStream(out)) {
            for (String path : paths) {
                entries.putNextEntry(new ZipEntry(path));
                entries.write(png(path.hashCode()));
            }
        }
        return zip;
    }

    private ImageFolder plain() {
        return of(folder.resolve("data"), null, null, null, null);
    }

    private ImageFolder labelled(String lines) throws IOException {
        Path labels = folder.resolve("labels.tsv");
        Files.writeString(labels, lines);
        return of(folder.resolve("data"), labels, null, null, null);
    }

    private static ImageFolder of(
            Path root, Path labels, String split, Integer take, Integer skip) {
        return new ImageFolder(
                root,
                Optional.ofNullable(labels),
                Optional.ofNullable(split),
                Optional.ofNullable(take),
                Optional.ofNullable(skip),
                false);
    }

    private static List<String> names(ImageFolder dataset) {
        try (Examples examples = dataset.open()) {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < examples.size(); i++) {
                Example example = examples.get(i);
                names.add(example.name() + "=" + ((Label) example.target()).index());
            }
            return names;
        }
    }

    @Test
    void takesFoldersAsClassesInSortedOrder() throws IOException {
        pictures("dog/b.png", "cat/a.png", "dog/deep/a.PNG", ".git/x.png", "cat/._a.png");
        Files.writeString(folder.resolve("data/cat/notes.txt"), "no picture");

        assertThat(names(plain()))
                .containsExactly("cat/a.png=0", "dog/b.png=1", "dog/deep/a.PNG=1");
    }

    @Test
    void takesClassesFromLabelsInAnyOfThreeForms() throws IOException {
        pictures("cat/a.png", "dog/b.png");

        assertThat(names(labelled("dog\t7\ncat\t3\n")))
                .containsExactly("cat/a.png=3", "dog/b.png=7");
        assertThat(names(labelled("dog\ta dog\nmouse\ta mouse\ncat\t9 lives\n\n")))
                .containsExactly("cat/a.png=2", "dog/b.png=0");
        assertThat(names(labelled("5\tdog\ta dog\n6\tcat\ta cat\n")))
                .containsExactly("cat/a.png=6", "dog/b.png=5");
    }

    @Test
    void findsFlatPicturesByTheirNames() throws IOException {
        pictures("images/n01.png", "images/n02.png");

        assertThat(names(labelled("0\tn01\ttench\n1\tn02\tgoldfish\n")))
                .containsExactly("images/n01.png=0", "images/n02.png=1");
    }

    @Test
    void readsZipsAsFolders() throws IOException {
        Path zip = zipped("val/dog/b.png", "val/cat/a.png", "train/x/y.png", "__MACOSX/a/b.png");
        ImageFolder dataset = of(zip, null, "val", null, null);

        assertThat(names(dataset)).containsExactly("cat/a.png=0", "dog/b.png=1");
    }

    @Test
    void keepsNamesInAZipThatPointOutsideHarmless() throws IOException {
        Path zip = zipped("../../evil/a.png", "/etc/b.png");

        assertThat(names(of(zip, null, null, null, null))).containsExactly("/etc/b.png=0");
        assertThat(folder.resolve("../../evil")).doesNotExist();
    }

    @Test
    void refusesADamagedZip() throws IOException {
        Path zip = zipped("a/a.png", "b/b.png");
        byte[] bytes = Files.readAllBytes(zip);
        Files.write(zip, Arrays.copyOf(bytes, bytes.length / 2));

        assertThatThrownBy(() -> of(zip, null, null, null, null).open())
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("neither a folder nor a whole zip file");

        bytes[45] ^= 1;
        Files.write(zip, bytes);
        assertThatThrownBy(() -> names(of(zip, null, null, null, null)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("'a/a.png' cannot be read");
    }

    @Test
    void takesEvenlyAndSkipsWhatWouldBeTaken() throws IOException {
        pictures("a/1.png", "a/2.png", "a/3.png", "b/1.png", "b/2.png", "b/3.png");
        Path root = folder.resolve("data");

        List<String> taken = names(of(root, null, null, 2, null));
        List<String> others = names(of(root, null, null, null, 2));

        assertThat(taken).containsExactly("a/1.png=0", "b/1.png=1");
        assertThat(others).containsExactly("a/2.png=0", "a/3.png=0", "b/2.png=1", "b/3.png=1");
        assertThat(names(of(root, null, null, 4, 2))).isEqualTo(others);
    }

    @Test
    void changesItsFingerprintWithEverythingThatDecidesTheExamples() throws IOException {
        pictures("a/1.png", "b/1.png");
        String before = plain().open().fingerprint();

        assertThat(plain().open().fingerprint()).isEqualTo(before);
        assertThat(labelled("a\t1\nb\t0\n").open().fingerprint()).isNotEqualTo(before);
        Files.write(folder.resolve("data/a/1.png"), png(3));
        assertThat(plain().open().fingerprint()).isNotEqualTo(before);
    }

    @Test
    void tellsEveryFolderThatLabelsDoNotList() throws IOException {
        pictures("cats/a.png", "cats/b.png", "dog/b.png", "horse/c.png");

        assertThatThrownBy(() -> labelled("cat\t0\ndog\t1\n").open())
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
        pictures("cat/a.png");

        assertThatThrownBy(() -> labelled("cat\t0\ndog 1\ncat\t3\n").open())
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
        pictures("cat/a.png", "dog/a.png");

        assertThatThrownBy(() -> labelled("cat\t0\ndog\t-1\n").open())
                .hasMessage("a class index should be from 0 to 1000000, not -1");
    }

    @Test
    void takesFromAZipWhatItsMapLists() throws IOException {
        ImageFolder mapped = mapped("b/2.png\t4\na/1.png\t9\n");

        assertThat(names(mapped)).containsExactly("a/1.png=9", "b/2.png=4");
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
        Path zip = zipped("a/1.png", "b/2.png", "b/3.png");
        Files.move(zip, folder.resolve("val.zip"));
        Files.writeString(folder.resolve("val_map.txt"), lines);
        return of(folder, null, "val", null, null);
    }

    @Test
    void refusesWhatHoldsNoPicture() throws IOException {
        Path root = folder.resolve("data");
        assertThatThrownBy(() -> plain().open())
                .hasMessageContaining("there is no folder '" + root + "'");

        Files.createDirectories(root);
        assertThatThrownBy(() -> plain().open()).hasMessageContaining("there is no picture in");

        pictures("flat.png");
        assertThatThrownBy(() -> plain().open())
                .hasMessageContaining("'flat.png' should lie in a class folder");
        assertThatThrownBy(() -> of(root, null, "val", null, null).open())
                .hasMessageContaining("no picture in 'val' of");
    }

    @Test
    void refusesToTakeMoreThanThereIs() throws IOException {
        pictures("a/1.png", "a/2.png");
        Path root = folder.resolve("data");

        assertThatThrownBy(() -> of(root, null, null, 3, null).open())
                .hasMessageContaining("should give 3 pictures, but has 2");
        assertThatThrownBy(() -> of(root, null, null, null, 2).open())
                .hasMessageContaining("besides the 2 skipped");
    }

    @Test
    void namesThePictureThatIsBroken() throws IOException {
        pictures("a/1.png");
        Files.writeString(folder.resolve("data/a/2.png"), "no picture");

        assertThatThrownBy(() -> names(plain()))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("the picture 'a/2.png' cannot be read");
    }

    @Test
    void turnsPicturesWhereThatIsAskedFor() throws IOException {
        Files.createDirectories(folder.resolve("turned/cat"));
        Files.write(folder.resolve("turned/cat/a.jpg"), Lying.jpeg(6, 4));
        Optional<Path> none = Optional.empty();
        ImageFolder upright =
                new ImageFolder(
                        folder.resolve("turned"),
                        none,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        true);

        try (Examples stored = of(folder.resolve("turned"), null, null, null, null).open();
                Examples turned = upright.open()) {
            assertThat(stored.get(0).picture().width()).isEqualTo(6);
            assertThat(turned.get(0).picture().width()).isEqualTo(4);
            assertThat(turned.fingerprint()).isNotEqualTo(stored.fingerprint());
        }
    }
}
