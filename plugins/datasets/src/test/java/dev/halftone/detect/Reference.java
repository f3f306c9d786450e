package dev.halftone.detect;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What YOLOX's own steps came to: see yolox.py. */
record Reference(
        double least,
        double overlap,
        float[] raw,
        double[][] boxes,
        int[] small,
        int[] frame,
        Map<String, Seen> pictures) {

    /** What was found in a picture, and the sum of the frame it was fitted into. */
    record Seen(long sum, double[][] boxes) {}

    static Reference read() {
        try (Reader in =
                new InputStreamReader(
                        Reference.class.getResourceAsStream("/detect/yolox.json"),
                        StandardCharsets.UTF_8)) {
            return new Gson().fromJson(in, Reference.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
