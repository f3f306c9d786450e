package dev.halftone.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halftone.data.Example;
import dev.halftone.data.Examples;
import dev.halftone.data.Label;
import dev.halftone.dataset.FashionMnist.Split;
import dev.halftone.problem.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FashionMnistTest {

    @TempDir Path folder;

    private static FashionMnist embedded(Split split, Integer take) {
        return new FashionMnist(split, Optional.empty(), Optional.ofNullable(take));
    }

    private FashionMnist stored(Integer take) {
        return new FashionMnist(Split.TRAIN, Optional.of(folder), Optional.ofNullable(take));
    }

    private void write(String kind, int[] header, int bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DataOutputStream data = new DataOutputStream(new GZIPOutputStream(out))) {
            for (int number : header) {
                data.writeInt(number);
            }
            data.write(new byte[bytes]);
        }
        Files.write(folder.resolve("train-" + kind + "-ubyte.gz"), out.toByteArray());
    }

    /** Class counts and the first labels as the publishers' files have them. */
    @Test
    void holdsTheWholeTestSplit() {
        try (Examples test = embedded(Split.TEST, null).open()) {
            int[] perClass = new int[10];
            IntStream.range(0, test.size())
                    .forEach(i -> perClass[((Label) test.get(i).target()).index()]++);

            assertThat(perClass).containsOnly(1000);
            assertThat(IntStream.range(0, 5).map(i -> ((Label) test.get(i).target()).index()))
                    .containsExactly(9, 2, 1, 1, 6);
            Example first = test.get(0);
            assertThat(first.name()).isEqualTo("test-00000");
            assertThat(first.picture().channels()).isEqualTo(1);
            assertThat(first.picture().width()).isEqualTo(28);
        }
    }

    /** Mean 72.94 of 255 over all training pictures, as published (0.2860). */
    @Test
    void holdsPicturesToCalibrateOn() {
        try (Examples train = embedded(Split.TRAIN, null).open()) {
            double sum = 0;
            for (int i = 0; i < train.size(); i++) {
                for (byte pixel : train.get(i).picture().pixels()) {
                    sum += pixel & 255;
                }
            }

            assertThat(train.size()).isEqualTo(2000);
            assertThat(sum / (2000.0 * 784) / 255).isBetween(0.280, 0.292);
        }
    }

    @Test
    void takesTheFirstPictures() {
        try (Examples few = embedded(Split.TEST, 3).open();
                Examples all = embedded(Split.TEST, null).open()) {
            assertThat(few.size()).isEqualTo(3);
            assertThat(few.get(2).picture().pixels()).isEqualTo(all.get(2).picture().pixels());
            assertThat(few.fingerprint())
                    .hasSize(64)
                    .isNotEqualTo(all.fingerprint())
                    .isEqualTo(embedded(Split.TEST, 3).open().fingerprint());
        }
    }

    @Test
    void saysWhereMorePicturesAre() {
        assertThatThrownBy(() -> embedded(Split.TRAIN, 3000).open())
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e ->
                                assertThat(e.problems().get(0).hint())
                                        .get()
                                        .asString()
                                        .contains("root"))
                .hasMessageContaining("should give 3000 pictures of train, but has 2000");
    }

    @Test
    void readsTheFilesOfAFolder() throws IOException {
        write("images-idx3", new int[] {0x803, 2, 4, 3}, 24);
        write("labels-idx1", new int[] {0x801, 2}, 2);

        try (Examples examples = stored(null).open()) {
            assertThat(examples.size()).isEqualTo(2);
            assertThat(examples.get(1).picture().height()).isEqualTo(4);
        }
    }

    @Test
    void refusesFilesThatAreMissingBrokenOrLie() throws IOException {
        assertThatThrownBy(() -> stored(null).open())
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("should find '" + folder.resolve("train-images"));

        write("labels-idx1", new int[] {0x801, 2}, 2);
        write("images-idx3", new int[] {0x803, 2, 28, 28}, 1000);
        assertThatThrownBy(() -> stored(null).open()).hasMessageContaining("it is cut off");

        write("images-idx3", new int[] {0x803, Integer.MAX_VALUE, 28, 28}, 10);
        assertThatThrownBy(() -> stored(null).open()).hasMessageContaining("sizes that cannot be");

        write("images-idx3", new int[] {0x803, 2_000_000, 28, 28}, 10);
        assertThatThrownBy(() -> stored(null).open()).hasMessageContaining("it is cut off");

        write("images-idx3", new int[] {0x801, 2}, 2);
        assertThatThrownBy(() -> stored(null).open()).hasMessageContaining("no IDX file");

        write("images-idx3", new int[] {0x803, 3, 2, 2}, 12);
        assertThatThrownBy(() -> stored(null).open())
                .hasMessageContaining("3 pictures and 2 labels");

        Path images = folder.resolve("train-images-idx3-ubyte.gz");
        byte[] whole = Files.readAllBytes(images);
        Files.write(images, Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> stored(null).open()).hasMessageContaining("it is cut off");
        Files.writeString(images, "no gzip at all");
        assertThatThrownBy(() -> stored(null).open()).hasMessageContaining("not gzip");
    }
}
