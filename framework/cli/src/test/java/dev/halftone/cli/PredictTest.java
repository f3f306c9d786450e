package dev.halftone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.halftone.checkpoint.Safetensors;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PredictTest {
    private static final String EXPERIMENT =
            """
            name: tiny
            seed: 2
            device: cpu
            model: { sam: { size: tiny, weights: random } }
            calibrate: { fashion-scenes: { split: train, take: 1 } }
            quantize:
              - uniform: { bits: 8, granularity: channel, symmetric: true }
                sites: "image_encoder.blocks.*.mlp.*:weight"
              - { uniform: { bits: 8 }, sites: "image_encoder.blocks.*.mlp.*:input" }
            """;

    @TempDir Path folder;
    private String picture;
    private String experiment;

    @BeforeEach
    void write() throws IOException {
        picture = folder.resolve("dots.png").toString();
        BufferedImage image = new BufferedImage(100, 60, BufferedImage.TYPE_INT_RGB);
        for (int at = 0; at < 6000; at++) {
            image.setRGB(at % 100, at / 100, at * 7919);
        }
        ImageIO.write(image, "png", Path.of(picture).toFile());
        experiment = Files.writeString(folder.resolve("tiny.yaml"), EXPERIMENT).toString();
    }

    private Session predict(String what, Path out, String... more) {
        List<String> words = new ArrayList<>(List.of("predict", what, "--image", picture));
        words.addAll(List.of("--out", out.toString(), "--runs", folder.resolve("runs").toString()));
        words.addAll(List.of(more));
        return Session.of(words.toArray(String[]::new));
    }

    private static String last(Session session) {
        assertThat(session.exit()).as(session.err()).isEqualTo(Exit.DONE);
        return session.out().strip().lines().reduce((a, b) -> b).orElseThrow();
    }

    private static TreeMap<String, List<Float>> outputs(Path out) {
        TreeMap<String, List<Float>> all = new TreeMap<>();
        Safetensors file = Safetensors.open(out.resolve("outputs.safetensors"));
        try (NDManager manager = NDManager.newBaseManager()) {
            for (String name : file.tensors().keySet()) {
                List<Float> values = new ArrayList<>();
                for (float value : file.read(name, manager).toFloatArray()) {
                    values.add(value);
                }
                all.put(name, values);
            }
        }
        return all;
    }

    @Test
    void writesOutputsAndAPictureAndUsesAFinishedRun() {
        Path first = folder.resolve("first");
        Session without = predict(experiment, first, "--box", "10,10,50,40", "--box", "5,5,90,55");
        assertThat(last(without)).isEqualTo("predicted: " + first);
        assertThat(without.err()).doesNotContain("with the plan of");
        assertThat(without.out().lines().filter(line -> line.contains(" pixels"))).hasSize(2);
        assertThat(first.toFile().list())
                .containsExactlyInAnyOrder("outputs.safetensors", "picture.png");

        String runs = folder.resolve("runs").toString();
        String run = last(Session.of("run", experiment, "--out", runs)).substring(5);
        Path second = folder.resolve("second");
        Session after = predict(experiment, second, "--box", "10,10,50,40", "--box", "5,5,90,55");
        assertThat(last(after)).isEqualTo("predicted: " + second);
        assertThat(after.err()).contains("with the plan of " + run);

        Path third = folder.resolve("third");
        last(predict(run, third, "--box", "10,10,50,40", "--box", "5,5,90,55"));

        TreeMap<String, List<Float>> fresh = outputs(first);
        assertThat(fresh.keySet())
                .hasSizeGreaterThanOrEqualTo(4)
                .allMatch(name -> name.startsWith("float/") || name.startsWith("quantized/"));
        assertThat(fresh.keySet().stream().filter(name -> name.startsWith("float/")).count())
                .isEqualTo(fresh.size() / 2);
        assertThat(outputs(second)).isEqualTo(fresh);
        assertThat(outputs(third)).isEqualTo(fresh);
    }

    @Test
    void opensNoDataThatItDoesNotNeed() throws IOException {
        String text = Files.readString(Path.of(experiment));
        String scored =
                text.replaceAll("(?s)\\nevaluate:.*", "")
                        + "\nevaluate: { data: { coco: { root: /nowhere } }, metrics: [mean-iou] }\n";
        String elsewhere = Files.writeString(folder.resolve("elsewhere.yaml"), scored).toString();

        Session session = predict(elsewhere, folder.resolve("unscored"), "--box", "10,10,50,40");

        assertThat(last(session)).startsWith("predicted: ");
    }

    @Test
    void takesOneBoxAndPointsForOnePromptAndSeveralBoxesForOneEach() {
        Session both =
                predict(
                        experiment,
                        folder.resolve("both"),
                        "--box",
                        "10,10,50,40",
                        "--point",
                        "30,30,1",
                        "--point",
                        "12,12,0");
        last(both);
        assertThat(both.out().lines().filter(line -> line.contains(" pixels"))).hasSize(1);

        Session apart =
                predict(
                        experiment,
                        folder.resolve("apart"),
                        "--box",
                        "10,10,50,40",
                        "--box",
                        "5,5,90,55",
                        "--point",
                        "30,30,1");
        last(apart);
        assertThat(apart.out().lines().filter(line -> line.contains(" pixels"))).hasSize(3);
    }

    @Test
    void refusesAPictureWithoutAPromptAndAWrongBox() {
        Session none = predict(experiment, folder.resolve("none"));
        Session wrong = predict(experiment, folder.resolve("wrong"), "--box", "50,40,10,10");

        assertThat(none.exit()).isNotEqualTo(Exit.DONE);
        assertThat(none.err()).contains("error[no-prompt]", "--box X0,Y0,X1,Y1");
        assertThat(wrong.exit()).isEqualTo(Exit.USAGE);
        assertThat(wrong.err()).contains("the left, top, right and bottom edge, not '50,40,10,10'");
    }
}
