package dev.halftone.predict;

import static dev.halftone.predict.ClassNames.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halftone.data.Picture;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Words below pictures that are much narrower than the words: nothing is cut or covered. */
final class SheetTest {
    private static final int GAP = 16;
    private static final int TALL = 300;

    private static BufferedImage sheet(ClassNames names, float... logits) {
        byte[] pixels = new byte[6 * TALL];
        Arrays.fill(pixels, (byte) 120);
        Question question = new Question("thin", new Picture(6, TALL, 1, pixels), List.of(), NONE);
        Answer answer = new Answer("simulated", List.of(), logits, names);
        return Sheet.of(question, answer, answer);
    }

    /** Pixels of a part that is as high as the sheet. */
    private static int[] part(BufferedImage sheet, int left, int width) {
        return sheet.getRGB(left, 0, width, sheet.getHeight(), null, 0, width);
    }

    private static void isWhite(BufferedImage sheet, int left) {
        assertThat(part(sheet, left, GAP)).containsOnly(0xFFFFFFFF);
    }

    @Test
    void bothAnswersHaveRoomForTheirClasses() {
        BufferedImage sheet = sheet(NONE, 1, 2, 3, 4, 5, 6);
        int column = (sheet.getWidth() - 3 * GAP) / 2;

        assertThat(part(sheet, GAP, column)).isEqualTo(part(sheet, 2 * GAP + column, column));
        isWhite(sheet, GAP + column);
        isWhite(sheet, sheet.getWidth() - GAP);
    }

    @Test
    void aNetworkWithoutClassesHasRoomForWhatItSays() {
        BufferedImage sheet = sheet(NONE);

        isWhite(sheet, sheet.getWidth() - GAP);
    }

    @Test
    void longNamesAreCutWhereTheColumnEnds() {
        String name = "a fish of the deep that nobody has a shorter name for";
        BufferedImage sheet = sheet(new ClassNames(List.of(name, "b")), 2, 1);
        int column = (sheet.getWidth() - 3 * GAP) / 2;

        isWhite(sheet, GAP + column);
        isWhite(sheet, sheet.getWidth() - GAP);
    }
}
