package dev.halftone.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Outputs that an independent implementation gave, as {@code parity/pattern.py} keeps them.
 *
 * @param json the file or a part of it
 */
public record Reference(JsonObject json) {

    /** A file beside the script that made it. */
    public static Reference resource(String name) {
        try (Reader in =
                new InputStreamReader(
                        Reference.class.getResourceAsStream("/parity/" + name),
                        StandardCharsets.UTF_8)) {
            return new Reference(JsonParser.parseReader(in).getAsJsonObject());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Reference file(Path file) {
        try (Reader in = Files.newBufferedReader(file)) {
            return new Reference(JsonParser.parseReader(in).getAsJsonObject());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Reference part(String name) {
        return new Reference(json.getAsJsonObject(name));
    }

    /** Holds every kept value against ours, within a ten-thousandth of the largest. */
    public void holds(String what, NDArray ours) {
        JsonArray shape = json.getAsJsonArray("shape");
        assertThat(ours.getShape().getShape())
                .as("shape of " + what)
                .containsExactly(shape.asList().stream().mapToLong(d -> d.getAsLong()).toArray());
        float[] values = ours.toFloatArray();
        double largest = json.get("largest").getAsDouble();
        JsonArray kept = json.getAsJsonArray("values");
        double furthest = 0;
        for (int i = 0; i < kept.size(); i++) {
            double theirs = kept.get(i).getAsDouble();
            furthest = Math.max(furthest, Math.abs(theirs - values[i * step()]));
        }
        assertThat(furthest / largest).as("relative difference of " + what).isLessThan(1e-4);
    }

    private int step() {
        return json.get("step").getAsInt();
    }
}
