package dev.halftone.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.halftone.data.Picture;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.model.Network;
import dev.halftone.model.Preprocessing;
import dev.halftone.model.Preprocessing.Channels;
import dev.halftone.model.Preprocessing.Interpolation;
import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Against Pillow and torchvision: see picture/resampling.py. */
final class PreparationTest {

    private static final JsonObject GOLDEN = golden();

    private static JsonObject golden() {
        try (InputStream in =
                        PreparationTest.class.getResourceAsStream("/picture/resampling.json");
                InputStreamReader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            return JsonParser.parseReader(reader).getAsJsonObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Picture picture(JsonElement json) {
        JsonObject described = json.getAsJsonObject();
        return new Picture(
                described.get("width").getAsInt(),
                described.get("height").getAsInt(),
                described.get("channels").getAsInt(),
                Base64.getDecoder().decode(described.get("pixels").getAsString()));
    }

    private static Preprocessing plain(String resize, int crop, Channels channels) {
        return new Preprocessing(
                resize, crop, Interpolation.BILINEAR, List.of(0.0), List.of(1.0), channels, 1);
    }

    @Test
    void resizesAsPillowToTheLastBit() {
        for (JsonElement element : GOLDEN.getAsJsonArray("resized")) {
            JsonObject json = element.getAsJsonObject();
            Picture expected = picture(json.get("out"));
            Interpolation filter = Interpolation.valueOf(json.get("filter").getAsString());

            Picture resized =
                    Resampling.resize(
                            picture(json.get("in")), expected.width(), expected.height(), filter);

            assertThat(resized.pixels())
                    .as("%s %dx%d", filter, expected.width(), expected.height())
                    .isEqualTo(expected.pixels());
        }
    }

    @Test
    void preparesAsTorchvision() {
        for (JsonElement element : GOLDEN.getAsJsonArray("prepared")) {
            JsonObject json = element.getAsJsonObject();
            Preprocessing settings =
                    new Preprocessing(
                            json.get("resize").getAsString(),
                            json.get("crop").getAsInt(),
                            Interpolation.valueOf(json.get("filter").getAsString()),
                            List.of(0.485, 0.456, 0.406),
                            List.of(0.229, 0.224, 0.225),
                            Channels.RGB,
                            1 / 255.0);
            JsonArray expected = json.getAsJsonArray("out");

            float[] prepared = new Preparation(settings).apply(picture(json.get("in")));

            assertThat(prepared).hasSize(expected.size());
            for (int i = 0; i < prepared.length; i++) {
                assertThat((double) prepared[i])
                        .isCloseTo(
                                expected.get(i).getAsDouble(),
                                org.assertj.core.data.Offset.offset(2e-6));
            }
        }
    }

    @Test
    void preparesForInputsThatAreNoSquare() {
        for (JsonElement element : GOLDEN.getAsJsonArray("sized")) {
            JsonObject json = element.getAsJsonObject();
            int height = json.get("height").getAsInt();
            int width = json.get("width").getAsInt();
            Preprocessing settings =
                    new Preprocessing(
                            json.get("resize").getAsString(),
                            height,
                            width,
                            Interpolation.valueOf(json.get("filter").getAsString()),
                            List.of(0.0),
                            List.of(1.0),
                            Channels.RGB,
                            1);
            Preparation preparation = new Preparation(settings);
            Picture in = picture(json.get("in"));

            float[] prepared = preparation.apply(in);

            assertThat(preparation.shape(in)).isEqualTo(new Shape(3, height, width));
            assertThat(prepared).as(settings.resize()).isEqualTo(planes(picture(json.get("out"))));
        }
    }

    private static float[] planes(Picture picture) {
        int pixels = picture.width() * picture.height();
        float[] planes = new float[3 * pixels];
        for (int i = 0; i < planes.length; i++) {
            planes[i] = Byte.toUnsignedInt(picture.pixels()[i % pixels * 3 + i / pixels]);
        }
        return planes;
    }

    private static Network network(Preprocessing settings, long... input) {
        GraphBuilder g = Graph.builder("net");
        return new Network(
                g.build(g.gelu(g.input("x", DataType.FLOAT32, input))), Map.of(), settings);
    }

    private static void refuses(ThrowingCallable call, String words) {
        assertThatThrownBy(call).isInstanceOf(ProblemException.class).hasMessageContaining(words);
    }

    @Test
    void makesWhatTheNetworkTakes() {
        Picture picture = new Picture(4, 2, 1, new byte[8]);
        Preprocessing square = plain("none", 8, Channels.RGB);
        Preprocessing asIs = plain("none", 0, Channels.RGB);

        Preparation.of(network(square, -1, 3, 8, 8));
        Preparation.of(network(square, -1, -1, -1, -1));
        refuses(
                () -> Preparation.of(network(square, -1, 3, 8, 16)),
                "takes 8 x 16 pixels (height x width), but pictures are made 8 x 8");
        refuses(
                () -> Preparation.of(network(square, -1, 1, 8, 8)),
                "takes pictures of 1 channel, but pictures are made with 3");
        assertThat(Preparation.of(network(asIs, -1, 3, 2, 4)).shape(picture))
                .isEqualTo(new Shape(3, 2, 4));
        refuses(
                () -> Preparation.of(network(asIs, -1, 3, -1, 5)).shape(picture),
                "takes any x 5 pixels (height x width), but this one is made 2 x 4");
    }

    @Test
    void makesGreyAsPillow() {
        JsonObject json = GOLDEN.getAsJsonObject("grey");

        Picture grey = Colors.of(picture(json.get("in")), 1);

        assertThat(grey.pixels()).isEqualTo(picture(json.get("out")).pixels());
    }

    @Test
    void repeatsGreyInEachChannelAndTurnsThemRound() {
        Picture grey = new Picture(1, 1, 1, new byte[] {7});
        Picture red = new Picture(1, 1, 3, new byte[] {9, 0, 1});

        assertThat(new Preparation(plain("none", 0, Channels.RGB)).apply(grey))
                .containsExactly(7, 7, 7);
        assertThat(new Preparation(plain("none", 0, Channels.BGR)).apply(red))
                .containsExactly(1, 0, 9);
    }

    @Test
    void padsTheLongestSideAtTheEndWithZeros() {
        Picture wide = new Picture(4, 2, 1, new byte[] {8, 8, 8, 8, 8, 8, 8, 8});

        float[] prepared = new Preparation(plain("longest", 2, Channels.GRAY)).apply(wide);

        assertThat(prepared).containsExactly(8, 8, 0, 0);
    }

    @Test
    void stretchesWhateverTheAspect() {
        Picture wide = new Picture(4, 2, 1, new byte[] {8, 8, 8, 8, 8, 8, 8, 8});
        Preparation stretch = new Preparation(plain("stretch", 3, Channels.GRAY));

        assertThat(stretch.apply(wide)).hasSize(9).containsOnly(8);
        assertThat(stretch.shape(wide)).isEqualTo(new Shape(1, 3, 3));
    }

    @Test
    void refusesSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> new Preparation(plain("strech", 3, Channels.RGB)))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e ->
                                assertThat(e.problems().get(0).hint())
                                        .contains("did you mean 'stretch'?"));
        assertThatThrownBy(() -> new Preparation(plain("longest", 0, Channels.RGB)))
                .hasMessageContaining("'crop'");
        Preprocessing two =
                new Preprocessing(
                        "none",
                        0,
                        Interpolation.BOX,
                        List.of(0.1, 0.2),
                        List.of(1.0),
                        Channels.RGB,
                        1);
        assertThatThrownBy(() -> new Preparation(two)).hasMessageContaining("1 or 3 numbers");
    }
}
