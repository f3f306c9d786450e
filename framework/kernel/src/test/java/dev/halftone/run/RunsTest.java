package dev.halftone.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.halftone.experiment.Mode;
import dev.halftone.report.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run leaves, and what it says of its sites. */
final class RunsTest {
    private ToyRuns toys;

    @BeforeEach
    void start(@TempDir Path folder) {
        toys = new ToyRuns(folder);
    }

    @Test
    void leavesEveryFileOfARun() {
        Summary summary = toys.run("- cover");

        assertThat(summary.directory().toFile().list())
                .containsExactlyInAnyOrder(
                        "experiment.yaml",
                        "manifest.json",
                        "outputs.safetensors",
                        "plan.json",
                        "plan.safetensors",
                        "scores.json",
                        "timing.json",
                        "sites.csv",
                        "report.html",
                        "journal.log");
        assertThat(summary.directory().getFileName().toString()).matches("toy-[0-9a-f]{8}");
        assertThat(toys.folder().resolve("runs").toFile().list()).hasSize(1);
    }

    @Test
    void writesWhoDecidedAndWhy() {
        Summary summary =
                toys.run(
                        "- cover\n- { keep-float: {}, sites: \"fc2:input\", because: \"it hurts\" }");

        assertThat(summary.directory().resolve("plan.json"))
                .content()
                .contains("\"site\":\"fc1:weight\",\"step\":\"quantize[0] cover\"")
                .contains(
                        "{\"because\":\"it hurts\",\"bits\":32,\"grid\":null,\"op\":\"MatMul\","
                                + "\"parameters\":null,\"path\":\"fc2\",\"role\":\"input\","
                                + "\"site\":\"fc2:input\",\"step\":\"quantize[1] keep-float\"}");
    }

    @Test
    void blamesTheSiteThatSpoilsTheOutputs() {
        Summary summary = toys.run("- { cover: { bits: 4 }, sites: \"**:activation\" }");

        assertThat(summary.blame())
                .first()
                .satisfies(b -> assertThat(b.site()).isEqualTo("fc2:input"));
        assertThat(summary.worst().get(0).site().id()).isEqualTo("fc2:input");
        assertThat(summary.outputError().getAsDouble()).isGreaterThan(0.01);
    }

    @Test
    void recoversWhenTheBlamedSiteStaysInFloat() {
        Summary bad = toys.run("- { cover: { bits: 4 }, sites: \"**:activation\" }");
        Summary good =
                toys.run(
                        "- { cover: { bits: 4 }, sites: \"**:activation\" }\n"
                                + bad.blame().get(0).fix());

        assertThat(good.outputError().getAsDouble())
                .isLessThan(bad.outputError().getAsDouble() / 2);
    }

    @Test
    void scoresOnlyFloatInFloatMode() {
        RunOptions options =
                new RunOptions(
                        toys.folder().resolve("runs"),
                        Optional.empty(),
                        Optional.of(Mode.FLOAT),
                        false,
                        Console.SILENT);

        Summary summary =
                toys.runs()
                        .run(
                                toys.experiment(
                                        ToyRuns.HEAD
                                                + ToyRuns.CALIBRATE
                                                + "quantize: [cover]\n"
                                                + ToyRuns.EVALUATE),
                                options);

        assertThat(summary.scores().get(0).inFloat()).isPresent();
        assertThat(summary.scores().get(0).quantized()).isEmpty();
        assertThat(summary.directory().resolve("scores.json"))
                .content()
                .doesNotContain("\"quantized\"");
        assertThat(summary.directory().resolve("experiment.yaml"))
                .content()
                .contains("mode: float");
    }

    @Test
    void givesOneDirectoryToWhateverGivesTheSameNumbers() {
        String quantize = "quantize: [cover]\n";
        Path automatic =
                toys.runs()
                        .run(
                                toys.experiment(
                                        ToyRuns.HEAD
                                                + "mode: auto\n"
                                                + ToyRuns.CALIBRATE
                                                + quantize),
                                toys.options("runs", false))
                        .directory();
        Path spelled =
                toys.runs()
                        .run(
                                toys.experiment(
                                        ToyRuns.HEAD
                                                + "mode: simulated\nengine: torch\n"
                                                + ToyRuns.CALIBRATE
                                                + "quantize: [ { cover: { bits: 8 } } ]\n"),
                                toys.options("runs", false))
                        .directory();
        Path other =
                toys.runs()
                        .run(
                                toys.experiment(
                                        ToyRuns.HEAD
                                                + ToyRuns.CALIBRATE
                                                + "quantize: [ { cover: { bits: 7 } } ]\n"),
                                toys.options("runs", false))
                        .directory();

        assertThat(spelled).isEqualTo(automatic);
        assertThat(other).isNotEqualTo(automatic);
    }

    @Test
    void writesInWhichOrderThePicturesOfCalibrationCame() throws IOException {
        String manifest =
                Files.readString(toys.run("- cover").directory().resolve("manifest.json"));

        JsonObject calibrate =
                JsonParser.parseString(manifest)
                        .getAsJsonObject()
                        .getAsJsonObject("data")
                        .getAsJsonObject("calibrate");
        assertThat(calibrate.getAsJsonArray("first"))
                .extracting(JsonElement::getAsString)
                .containsExactly("noise-0", "noise-1", "noise-2", "noise-3", "noise-4", "noise-5");
        assertThat(calibrate.get("fingerprint").getAsString()).isEqualTo("noise 6 2");
    }
}
