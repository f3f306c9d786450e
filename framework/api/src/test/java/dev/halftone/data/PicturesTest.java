package dev.halftone.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against what Pillow decodes: see pictures/make.py. */
final class PicturesTest {

    private static byte[] file(String name) throws IOException {
        try (InputStream in = PicturesTest.class.getResourceAsStream("/pictures/" + name)) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "color.jpg",
                "color444.jpg",
                "progressive.jpg",
                "grey.jpg",
                "color.png",
                "palette.png",
                "bits.png",
                "alpha.png",
                "grey-alpha.png",
                "palette.gif",
                "color.bmp",
                "color.tif",
                "color16.png",
                "grey16.png",
                "dark16.png",
                "packed.bmp"
            })
    void decodesToWhatPillowDecodes(String name) throws IOException {
        byte[] expected = file(name + ".raw");

        Picture picture = Pictures.decode(name, file(name));

        assertThat(picture.width()).isEqualTo(33);
        assertThat(picture.height()).isEqualTo(21);
        assertThat(picture.pixels()).hasSameSizeAs(expected);
        int apart = name.endsWith(".jpg") ? 1 : 0;
        for (int i = 0; i < expected.length; i++) {
            assertThat((picture.pixels()[i] & 255) - (expected[i] & 255)).isBetween(-apart, apart);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "color.jpg",
                "progressive.jpg",
                "grey.jpg",
                "color.png",
                "palette.gif",
                "color.bmp",
                "color.tif"
            })
    void refusesAPictureThatIsCutOff(String name) throws IOException {
        byte[] whole = file(name);

        for (double share : new double[] {0.9, 0.6, 0.3, 0.05, 0}) {
            byte[] cut = Arrays.copyOf(whole, (int) (whole.length * share));

            assertThatThrownBy(() -> Pictures.decode("dog/" + name, cut))
                    .as("%s of %s", share, name)
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("'dog/" + name + "' cannot be read");
        }
    }

    /** Four inks, four inks as luminance and chrominance, and a photograph taken upright. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "cmyk.jpg",
                "ycck.jpg",
                "turned.jpg",
                "profile.jpeg",
                "profile.png",
                "profile.tiff"
            })
    void readsUnusualPicturesAsPillowDoes(String name) throws IOException {
        JsonObject one =
                JsonParser.parseString(new String(file("unusual.json"), StandardCharsets.UTF_8))
                        .getAsJsonObject()
                        .getAsJsonObject("cases")
                        .getAsJsonObject(name);
        byte[] expected = Base64.getDecoder().decode(one.get("rgb").getAsString());

        Picture picture =
                Pictures.decode(name, Base64.getDecoder().decode(one.get("file").getAsString()));

        assertThat(picture.width()).isEqualTo(32);
        assertThat(picture.pixels()).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat((picture.pixels()[i] & 255) - (expected[i] & 255)).isBetween(-1, 1);
        }
    }

    /** All eight ways in JPEG, PNG and TIFF, and which of them are passed over: turned.py. */
    @Test
    void turnsPicturesAsPillowDoes() throws IOException {
        JsonObject all =
                JsonParser.parseString(new String(file("turned.json"), StandardCharsets.UTF_8))
                        .getAsJsonObject()
                        .getAsJsonObject("cases");
        assertThat(all.keySet()).hasSize(26);
        for (String name : all.keySet()) {
            JsonObject one = all.getAsJsonObject(name);
            byte[] file = Base64.getDecoder().decode(one.get("file").getAsString());

            assertSame(Pictures.decode(name, file), one.getAsJsonObject("stored"), name);
            assertSame(Pictures.upright(name, file), one.getAsJsonObject("upright"), name);
        }
    }

    private static void assertSame(Picture picture, JsonObject wanted, String name) {
        byte[] rgb = Base64.getDecoder().decode(wanted.get("rgb").getAsString());
        assertThat(picture.width()).as(name).isEqualTo(wanted.get("width").getAsInt());
        assertThat(picture.pixels()).as(name).hasSameSizeAs(rgb);
        for (int i = 0; i < rgb.length; i++) {
            assertThat((picture.pixels()[i] & 255) - (rgb[i] & 255)).as(name).isBetween(-1, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RIFF....WEBPVP8 ", "....ftypheic....", "P6\n3 2\n255\n"})
    void saysWhatAPictureIsThatIsNotRead(String start) {
        assertThatThrownBy(() -> Pictures.decode("a.jpg", start.getBytes()))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(", not JPEG, PNG, GIF, BMP or TIFF");
    }

    @Test
    void refusesAPictureThatClaimsToBeHugeBeforeReadingIt() throws IOException {
        byte[] bomb = file("bomb.png");

        assertThatThrownBy(() -> Pictures.decode("bomb.png", bomb))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("2500 million pixels");
    }

    /** Else it would cost as much memory and time as the picture that it says it is. */
    @Test
    void refusesAPictureThatIsTooShortForItsSizeBeforeReadingIt() throws IOException {
        byte[] small = file("color.jpg");
        int frame = 0;
        while ((small[frame] & 255) != 0xFF || (small[frame + 1] & 255) != 0xC0) {
            frame++;
        }
        ByteBuffer.wrap(small).putShort(frame + 5, (short) 9990).putShort(frame + 7, (short) 9990);
        long before = allocated();

        assertThatThrownBy(() -> Pictures.decode("short.jpg", small))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("it is cut off or damaged");
        assertThat(allocated() - before).isLessThan(10_000_000);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    @Test
    void refusesWhatIsNoPicture() {
        assertThatThrownBy(() -> Pictures.decode("a.jpg", "no picture".getBytes()))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("'a.jpg' cannot be read: it is of no known kind");
    }
}
