package dev.halftone.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.halftone.data.Picture;
import java.util.List;
import org.junit.jupiter.api.Test;

final class YoloxTest {
    private final Reference reference = Reference.read();

    static void areTheSame(List<Found> found, double[][] boxes, double pixels, double score) {
        assertThat(found).hasSize(boxes.length);
        for (int i = 0; i < boxes.length; i++) {
            Found one = found.get(i);
            assertThat(one.category()).as("category of %d", i).isEqualTo((int) boxes[i][5]);
            assertThat(one.score()).as("score of %d", i).isCloseTo(boxes[i][4], within(score));
            double[] corners = {
                one.box().x(), one.box().y(), one.box().right(), one.box().bottom()
            };
            for (int c = 0; c < 4; c++) {
                assertThat(corners[c]).as("edge of %d", i).isCloseTo(boxes[i][c], within(pixels));
            }
        }
    }

    @Test
    void findsTheBoxesThatYoloxFindsInTheirOrder() {
        List<Found> found =
                new Yolox(96, 64, 3)
                        .found(reference.raw(), 0.5, reference.least(), reference.overlap());

        areTheSame(found, reference.boxes(), 1e-3, 1e-6);
        assertThat(found.stream().map(Found::score).distinct().count())
                .as("some are equally sure")
                .isLessThan(found.size());
    }

    @Test
    void fitsPicturesIntoTheFrameAsOpenCvDoes() {
        byte[] pixels = new byte[reference.small().length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) reference.small()[i];
        }

        float[] frame = new Letterbox(64, 32).of(new Picture(7, 5, 3, pixels));

        assertThat(frame).hasSize(reference.frame().length);
        for (int i = 0; i < frame.length; i++) {
            assertThat(frame[i]).isCloseTo(reference.frame()[i], within(1f));
        }
    }

    @Test
    void keepsBoxesOfOtherCategoriesHoweverMuchTheyShare() {
        float[] raw = new float[(int) Yolox.cells(32, 32) * 7];
        for (int cell = 0; cell < 2; cell++) {
            raw[cell * 7] = -cell;
            raw[cell * 7 + 4] = 1;
            raw[cell * 7 + 5 + cell] = 0.9f;
        }

        assertThat(new Yolox(32, 32, 2).found(raw, 1, 0.5, 0.5)).hasSize(2);
        raw[5] = 0;
        raw[6] = 0.8f;
        assertThat(new Yolox(32, 32, 2).found(raw, 1, 0.5, 0.5))
                .singleElement()
                .satisfies(one -> assertThat(one.score()).isCloseTo(0.9, within(1e-6)));
    }
}
