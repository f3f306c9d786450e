package dev.halftone.prompting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.halftone.data.Prompt.Point;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class EnlargingTest {

    @Test
    void bringsLogitsToThePicturesSizeAsTorchDoes() throws IOException {
        try (Reader in =
                new InputStreamReader(
                        EnlargingTest.class.getResourceAsStream("/prompting/masks.json"),
                        StandardCharsets.UTF_8)) {
            for (JsonElement any :
                    JsonParser.parseReader(in).getAsJsonObject().getAsJsonArray("cases")) {
                check(any.getAsJsonObject());
            }
        }
    }

    private static void check(JsonObject one) {
        int low = one.get("low").getAsInt();
        Frame frame =
                new Frame(
                        one.get("frame").getAsInt(),
                        one.get("width").getAsInt(),
                        one.get("height").getAsInt());

        Enlarging.Enlarged enlarged =
                Enlarging.of(frame, low, low)
                        .of(new Gson().fromJson(one.get("logits"), float[].class));

        String inside = one.get("inside").getAsString();
        String sure = one.get("sure").getAsString();
        boolean[] pixels = enlarged.inside().pixels();
        for (int at = 0; at < pixels.length; at++) {
            if (sure.charAt(at) == '1') {
                assertThat(pixels[at]).as("pixel " + at).isEqualTo(inside.charAt(at) == '1');
            }
        }
        assertThat(enlarged.meanLogit()).isCloseTo(one.get("mean").getAsDouble(), within(1e-5));
    }

    @Test
    void scalesPointsByTheRoundedSizesOfEachAxis() {
        Frame frame = new Frame(1024, 1800, 1200);

        assertThat(frame.frameWidth()).isEqualTo(1024);
        assertThat(frame.frameHeight()).isEqualTo(683);
        assertThat(frame.x(new Point(900, 600, 1))).isEqualTo(512f);
        assertThat(frame.y(new Point(900, 600, 1))).isEqualTo(341.5f);
    }
}
