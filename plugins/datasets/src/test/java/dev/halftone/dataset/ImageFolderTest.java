package dev.halftone.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halftone.data.Examples;
import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageFolderTest {

    @TempDir Path folder;

    private PictureFolder in() {
        return new PictureFolder(folder);
    }

    @Test
    void takesFoldersAsClassesInSortedOrder() throws IOException {
        in().pictures("dog/b.png", "cat/a.png", "dog/deep/a.PNG", ".git/x.png", "cat/._a.png");
        Files.writeString(folder.resolve("data/cat/notes.txt"), "no picture");

        assertThat(PictureFolder.names(in().plain()))
                .containsExactly("cat/a.png=0", "dog/b.png=1", "dog/deep/a.PNG=1");
    }

    @Test
    void readsZipsAsFolders() throws IOException {
        Path zip =
                in().zipped("val/dog/b.png", "val/cat/a.png", "train/x/y.png", "__MACOSX/a/b.png");
        ImageFolder dataset = PictureFolder.of(zip, null, "val", null, null);

        assertThat(PictureFolder.names(dataset)).containsExactly("cat/a.png=0", "dog/b.png=1");
    }

    @Test
    void keepsNamesInAZipThatPointOutsideHarmless() throws IOException {
        Path zip = in().zipped("../../evil/a.png", "/etc/b.png");

        assertThat(PictureFolder.names(PictureFolder.of(zip, null, null, null, null)))
                .containsExactly("/etc/b.png=0");
        assertThat(folder.resolve("../../evil")).doesNotExist();
    }

    @Test
    void refusesADamagedZip() throws IOException {
        Path zip = in().zipped("a/a.png", "b/b.png");
        byte[] bytes = Files.readAllBytes(zip);
        Files.write(zip, Arrays.copyOf(bytes, bytes.length / 2));

        assertThatThrownBy(() -> PictureFolder.of(zip, null, null, null, null).open())
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("neither a folder nor a whole zip file");

        bytes[45] ^= 1;
        Files.write(zip, bytes);
        assertThatThrownBy(() -> PictureFolder.names(PictureFolder.of(zip, null, null, null, null)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("'a/a.png' cannot be read");
    }

    @Test
    void takesEvenlyAndSkipsWhatWouldBeTaken() throws IOException {
        in().pictures("a/1.png", "a/2.png", "a/3.png", "b/1.png", "b/2.png", "b/3.png");
        Path root = folder.resolve("data");

        List<String> taken = PictureFolder.names(PictureFolder.of(root, null, null, 2, null));
        List<String> others = PictureFolder.names(PictureFolder.of(root, null, null, null, 2));

        assertThat(taken).containsExactly("a/1.png=0", "b/1.png=1");
        assertThat(others).containsExactly("a/2.png=0", "a/3.png=0", "b/2.png=1", "b/3.png=1");
        assertThat(PictureFolder.names(PictureFolder.of(root, null, null, 4, 2))).isEqualTo(others);
    }

    @Test
    void changesItsFingerprintWithEverythingThatDecidesTheExamples() throws IOException {
        in().pictures("a/1.png", "b/1.png");
        String before = in().plain().open().fingerprint();

        assertThat(in().plain().open().fingerprint()).isEqualTo(before);
        assertThat(in().labelled("a\t1\nb\t0\n").open().fingerprint()).isNotEqualTo(before);
        Files.write(folder.resolve("data/a/1.png"), PictureFolder.png(3));
        assertThat(in().plain().open().fingerprint()).isNotEqualTo(before);
    }

    @Test
    void refusesWhatHoldsNoPicture() throws IOException {
        Path root = folder.resolve("data");
        assertThatThrownBy(() -> in().plain().open())
                .hasMessageContaining("there is no folder '" + root + "'");

        Files.createDirectories(root);
        assertThatThrownBy(() -> in().plain().open())
                .hasMessageContaining("there is no picture in");

        in().pictures("flat.png");
        assertThatThrownBy(() -> in().plain().open())
                .hasMessageContaining("'flat.png' should lie in a class folder");
        assertThatThrownBy(() -> PictureFolder.of(root, null, "val", null, null).open())
                .hasMessageContaining("no picture in 'val' of");
    }

    @Test
    void refusesToTakeMoreThanThereIs() throws IOException {
        in().pictures("a/1.png", "a/2.png");
        Path root = folder.resolve("data");

        assertThatThrownBy(() -> PictureFolder.of(root, null, null, 3, null).open())
                .hasMessageContaining("should give 3 pictures, but has 2");
        assertThatThrownBy(() -> PictureFolder.of(root, null, null, null, 2).open())
                .hasMessageContaining("besides the 2 skipped");
    }

    @Test
    void namesThePictureThatIsBroken() throws IOException {
        in().pictures("a/1.png");
        Files.writeString(folder.resolve("data/a/2.png"), "no picture");

        assertThatThrownBy(() -> PictureFolder.names(in().plain()))
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

        try (Examples stored =
                        PictureFolder.of(folder.resolve("turned"), null, null, null, null).open();
                Examples turned = upright.open()) {
            assertThat(stored.get(0).picture().width()).isEqualTo(6);
            assertThat(turned.get(0).picture().width()).isEqualTo(4);
            assertThat(turned.fingerprint()).isNotEqualTo(stored.fingerprint());
        }
    }
}
