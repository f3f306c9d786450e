package dev.halftone.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halftone.data.Box;
import dev.halftone.data.Prompt;
import dev.halftone.data.Prompt.Point;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class QuestionTest {
    @TempDir Path folder;

    private Question ask(Prompt prompt) throws IOException {
        Path file = folder.resolve("p.png");
        ImageIO.write(new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
        return Question.of(file, List.of(prompt), ClassNames.NONE);
    }

    private static Prompt box(double left, double top, double right, double bottom) {
        return Prompt.box(Box.between(left, top, right, bottom), 1, 0, OptionalInt.empty());
    }

    private static Prompt click(double x, double y) {
        return new Prompt(List.of(new Point(x, y, 1)), 1, 0, OptionalInt.empty());
    }

    @Test
    void takesABoxThatReachesBeyondThePicture() throws IOException {
        assertThat(ask(box(-3, 5, 40, 50)).prompts()).hasSize(1);
    }

    @Test
    void refusesAPromptBesideThePicture() {
        for (Prompt prompt : List.of(box(31, 0, 40, 9), box(-9, -9, -1, -1), click(5, 20.5))) {
            assertThatThrownBy(() -> ask(prompt))
                    .hasMessageContaining("should be in the picture of 30 x 20 pixels");
        }
    }
}
