package dev.halftone.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halftone.data.Examples;
import dev.halftone.data.Label;
import dev.halftone.dataset.TinyImagenet.Split;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TinyImagenetTest {

    @TempDir Path root;

    private TinyImagenet tiny(Path where, Split split, Optional<Path> labels) {
        return new TinyImagenet(where, split, labels, Optional.empty(), Optional.empty());
    }

    private void picture(String name) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        ImageIO.write(new BufferedImage(4, 4, BufferedImage.TYPE_INT_RGB), "jpg", file.toFile());
    }

    @Test
    void readsItsOwnLayout() throws IOException {
        picture("t/val/images/val_0.JPEG");
        picture("t/val/images/val_1.JPEG");
        picture("t/train/n2/images/n2_0.JPEG");
        Files.writeString(
                root.resolve("t/val/val_annotations.txt"),
                "val_0.JPEG\tn2\t0\t0\t1\t1\nval_1.JPEG\tn1\t0\t0\t1\t1\n");
        Path words = Files.writeString(root.resolve("words.txt"), "n9\tnine\nn1\tone\nn2\ttwo\n");

        try (Examples examples = tiny(root, Split.VAL, Optional.of(words)).open()) {
            assertThat(examples.size()).isEqualTo(2);
            assertThat(examples.get(0).name()).isEqualTo("t/val/images/val_1.JPEG");
            assertThat(examples.get(0).target()).isEqualTo(new Label(1));
            assertThat(examples.get(1).target()).isEqualTo(new Label(2));
        }
        try (Examples examples = tiny(root, Split.TRAIN, Optional.empty()).open()) {
            assertThat(examples.get(0).target()).isEqualTo(new Label(0));
        }
        assertThatThrownBy(() -> tiny(root.resolve("t/train"), Split.VAL, Optional.empty()).open())
                .hasMessageContaining("there is no 'val/val_annotations.txt'");
    }

    @Test
    void readsTheZipAsItIsPublished() {
        Path zip = Material.folder("tiny_imagenet_val").resolve("tiny_imagenet_200_val.zip");
        Path labels = Material.folder("imagenet_sample500").resolve("labels.tsv");

        try (Examples examples = tiny(zip, Split.VAL, Optional.of(labels)).open()) {
            assertThat(examples.size()).isEqualTo(10_000);
            assertThat(examples.get(0).picture().width()).isEqualTo(64);
            assertThat(examples.get(0).target()).isEqualTo(new Label(1));
        }
    }

    @Test
    void readsAZipWithAMapOfItsPictures() throws IOException {
        picture("pictures/a.jpg");
        byte[] bytes = Files.readAllBytes(root.resolve("pictures/a.jpg"));
        try (OutputStream out = Files.newOutputStream(root.resolve("val.zip"));
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (String name : new String[] {"x/b.jpg", "x/a.jpg"}) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(bytes);
            }
        }
        Files.writeString(root.resolve("val_map.txt"), "x/a.jpg\t7\nx/b.jpg\t3\n");
        ImageFolder folder =
                new ImageFolder(
                        root,
                        Optional.empty(),
                        Optional.of("val"),
                        Optional.empty(),
                        Optional.empty(),
                        false);

        try (Examples examples = folder.open()) {
            assertThat(examples.get(0).target()).isEqualTo(new Label(7));
            assertThat(examples.get(1).target()).isEqualTo(new Label(3));
        }
    }
}
