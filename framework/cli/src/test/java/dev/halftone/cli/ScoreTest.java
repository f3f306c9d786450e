package dev.halftone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScoreTest {

    @TempDir Path folder;

    /** Random truths and results with what the originals make of them: precision.py. */
    private static JsonArray cases() throws IOException {
        try (Reader in =
                new InputStreamReader(
                        new GZIPInputStream(
                                ScoreTest.class.getResourceAsStream(
                                        "/reference/precision.json.gz")),
                        StandardCharsets.UTF_8)) {
            return JsonParser.parseReader(in).getAsJsonObject().getAsJsonArray("cases");
        }
    }

    @Test
    void givesTheNumbersOfPycocotoolsAndOfLvis() throws IOException {
        for (JsonElement any : cases()) {
            JsonObject one = any.getAsJsonObject();
            Path truth = written("truth.json", one.get("truth").toString());
            Path results = written("results.json", one.get("results").toString());
            for (String type : List.of("bbox", "segm")) {
                Session session =
                        Session.of(
                                "score",
                                one.get("benchmark").getAsString(),
                                truth.toString(),
                                results.toString(),
                                "--type",
                                type);

                assertThat(session.err()).isEmpty();
                double[] wanted = new Gson().fromJson(one.get(type), double[].class);
                assertThat(numbers(session))
                        .as(type + " of " + one)
                        .containsExactly(wanted, within(1e-9));
            }
        }
    }

    private static double[] numbers(Session session) {
        return session.out()
                .lines()
                .mapToDouble(line -> Double.parseDouble(line.split(" +")[1]))
                .toArray();
    }

    @Test
    void namesWhatIsWrongWithAFile() throws IOException {
        String truth =
                """
                {"images": [{"id": 1, "width": 10, "height": 8}],
                 "categories": [{"id": 1, "name": "cat"}],
                 "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "area": 6, "iscrowd": 0,
                                  "bbox": [1, 1, 3, 2], "segmentation": [[1, 1, 4, 1, 4, 3, 1, 3]]}]}""";
        String right =
                "\"image_id\": 1, \"category_id\": 1, \"score\": 0.5, \"bbox\": [1, 1, 3, 2]";

        assertThat(told(truth, "[{" + right.replace("image_id\": 1", "image_id\": 3") + "}]"))
                .contains("error[unknown-image]")
                .contains("result 1 of", "speaks of image 3");
        assertThat(told(truth, "[{" + right.replace("0.5", "NaN") + "}]"))
                .contains("'score' of result 1", "should be a number, not NaN");
        assertThat(told(truth, "[{" + right.replace("\"score\": 0.5,", "") + "}]"))
                .contains("should have 'score', but has not");
        assertThat(told(truth, "[{" + right.replace("2]", "\"a\"]") + "}]"))
                .contains("'bbox' of result 1 of");
        assertThat(told(truth, "[{" + right.replace("[1, 1, 3, 2]", "[1, 1]") + "}]"))
                .contains("a box has 4 numbers, not 2");
        assertThat(told(truth, "[{" + right)).contains("is cut off");
        assertThat(told(truth, "{}")).contains("should be a list of results");
        assertThat(told(truth.replace("categories", "cats"), "[]"))
                .contains("should have 'categories', but has not");
        assertThat(told("[]", "[]")).contains("should be an object with 'images'");
        assertThat(told(truth, "[{" + right + masked("1, 2, 3") + "}]"))
                .contains("'segmentation' of result 1 of", "its runs cover 6 pixels");
        assertThat(told(truth, "[{" + right + masked("100, -20") + "}]"))
                .contains("a run length is below zero");
        assertThat(told(truth.replace("8}", "9}"), "[{" + right + masked("80") + "}]"))
                .contains("it is 10x8, but its picture is 10x9");
        assertThat(told(truth, "[{" + right + ", \"segmentation\": \"x\"}]"))
                .contains("'segmentation' of result 1 of");
    }

    private static String masked(String counts) {
        return ", \"segmentation\": {\"size\": [8, 10], \"counts\": [" + counts + "]}";
    }

    private String told(String truth, String results) throws IOException {
        Session session =
                Session.of(
                        "score",
                        "coco",
                        written("truth.json", truth).toString(),
                        written("results.json", results).toString());
        assertThat(session.out()).isEmpty();
        assertThat(session.exit()).isNotEqualTo(Exit.DONE);
        return session.err();
    }

    @Test
    void takesAFileWithoutResultsForFindingNothing() throws IOException {
        String truth = cases().get(0).getAsJsonObject().get("truth").toString();

        Session session =
                Session.of(
                        "score",
                        "coco",
                        written("truth.json", truth).toString(),
                        written("results.json", "[]").toString());

        assertThat(numbers(session)[0]).isZero();
    }

    @Test
    void namesTheBenchmarksThereAre() {
        assertThat(Session.of("score", "cocoa", "a", "b").err()).contains("did you mean 'coco'?");
    }

    private Path written(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
