package dev.halftone.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.halftone.data.Box;
import dev.halftone.data.Example;
import dev.halftone.data.Instance;
import dev.halftone.data.Instances;
import dev.halftone.data.Mask;
import dev.halftone.data.Picture;
import dev.halftone.data.Prompt;
import dev.halftone.metric.Answers;
import dev.halftone.metric.Score;
import dev.halftone.metric.Segment;
import dev.halftone.score.MeanIou.Which;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Against what NumPy makes of the same masks: iou.py. */
final class MeanIouTest {

    /** Three masks, of which the first is the answer. */
    private record Answer(Prompt prompt, List<Mask> drawn, List<Double> sure) implements Segment {

        @Override
        public int masks() {
            return drawn.size();
        }

        @Override
        public int chosen() {
            return 0;
        }

        @Override
        public int best() {
            return sure.indexOf(sure.stream().max(Double::compare).orElseThrow());
        }

        @Override
        public double expected(int mask) {
            return sure.get(mask);
        }

        @Override
        public double meanLogit(int mask) {
            return 0;
        }

        @Override
        public Mask mask(int mask) {
            return drawn.get(mask);
        }
    }

    private static JsonObject reference() throws IOException {
        try (Reader in =
                new InputStreamReader(
                        MeanIouTest.class.getResourceAsStream("/score/iou.json"),
                        StandardCharsets.UTF_8)) {
            return JsonParser.parseReader(in).getAsJsonObject();
        }
    }

    private static Map<String, Double> numbers(JsonObject all, Which which) {
        int width = all.get("width").getAsInt();
        int height = all.get("height").getAsInt();
        List<Instance> things = new ArrayList<>();
        List<Segment> answers = new ArrayList<>();
        for (JsonElement any : all.getAsJsonArray("things")) {
            JsonObject one = any.getAsJsonObject();
            Mask mask = Mask.text(width, height, one.get("mask").getAsString());
            double area = one.get("area").getAsDouble();
            Box box = mask.box();
            OptionalInt place = OptionalInt.of(things.size());
            things.add(new Instance(things.size(), 1, area, false, false, box, Optional.of(mask)));
            answers.add(
                    new Answer(
                            Prompt.box(box, 1, 1, place),
                            one.getAsJsonArray("answers").asList().stream()
                                    .map(text -> Mask.text(width, height, text.getAsString()))
                                    .toList(),
                            one.getAsJsonArray("expected").asList().stream()
                                    .map(JsonElement::getAsDouble)
                                    .toList()));
        }
        Instances truth = new Instances(1, width, height, things, List.of(), Optional.empty());
        Picture picture = new Picture(width, height, 1, new byte[width * height]);
        Score.Tally tally = new MeanIou(which).tally();
        tally.add(
                new Answers(
                        new NDList(),
                        new NDList(),
                        List.of(new Example("one", picture, truth)),
                        answers,
                        List.of()));
        return tally.numbers();
    }

    private static void assertSame(JsonObject wanted, Map<String, Double> numbers, String prefix) {
        for (String size : List.of("all", "small", "medium", "large")) {
            assertThat(numbers.get(prefix + size))
                    .as(prefix + size)
                    .isCloseTo(wanted.get(size).getAsDouble(), within(1e-9));
        }
    }

    @Test
    void averagesOverThingsOfEachSizeWithBothEnds() throws IOException {
        JsonObject all = reference();

        assertSame(all.getAsJsonObject("first"), numbers(all, Which.SELECTED), "");
        assertSame(all.getAsJsonObject("best"), numbers(all, Which.BEST), "");
    }

    @Test
    void showsTheAnswerAndTheBestSideBySide() throws IOException {
        JsonObject all = reference();

        Map<String, Double> both = numbers(all, Which.BOTH);

        assertThat(both).hasSize(8);
        assertSame(all.getAsJsonObject("first"), both, "");
        assertSame(all.getAsJsonObject("best"), both, "best-");
    }
}
