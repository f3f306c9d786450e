package dev.halftone.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halftone.problem.ProblemException;
import dev.halftone.report.Summary;
import dev.halftone.toy.Counting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs repeated and held against each other. */
final class RepeatingTest {
    private ToyRuns toys;

    @BeforeEach
    void start(@TempDir Path folder) {
        toys = new ToyRuns(folder);
    }

    @Test
    void givesTheSameBytesTwice() {
        Summary first = toys.run("- cover", "a", false);
        Summary second = toys.run("- cover", "b", false);

        assertThat(first.directory().getFileName()).isEqualTo(second.directory().getFileName());
        ToyRuns.assertSame(first.directory(), second.directory());
    }

    @Test
    void verifiesARun() {
        Summary summary = toys.run("- { halve: {}, sites: \"fc2:weight\" }\n- cover");

        VerifyReport report = toys.runs().verify(summary.directory(), Console.SILENT);

        assertThat(report.agrees()).isTrue();
        assertThat(report.same())
                .containsExactly(
                        "scores.json", "plan.json", "plan.safetensors", "outputs.safetensors");
        assertThat(report.surroundings()).isEmpty();
    }

    @Test
    void verifiesARunThatCouldNotBeInIntegers() {
        Runs exact = new Runs(toys.setting(), Counting::exact);
        String yaml =
                ToyRuns.HEAD
                        + ToyRuns.CALIBRATE
                        + "quantize: [ { cover: {}, sites: \"fc1:weight\" } ]\n"
                        + ToyRuns.EVALUATE;
        Path run = exact.run(toys.experiment(yaml), toys.options("runs", false)).directory();

        assertThat(run.resolve("journal.log")).content().contains("sites are none for integers");
        assertThat(run.resolve("manifest.json")).content().contains("\"mode\": \"simulated\"");
        assertThat(exact.verify(run, Console.SILENT).surroundings()).isEmpty();
    }

    @Test
    void saysWhatDoesNotVerify() throws IOException {
        Path run = toys.run("- cover").directory();
        Path scores = run.resolve("scores.json");
        Files.writeString(
                scores, Files.readString(scores).replaceAll("\"mean\": [-0-9.]+", "\"mean\": 7"));

        VerifyReport report = toys.runs().verify(run, Console.SILENT);

        assertThat(report.agrees()).isFalse();
        assertThat(report.differences())
                .extracting(VerifyReport.Difference::key)
                .containsExactly("float.mean", "quantized.mean");
    }

    @Test
    void comparesParametersThenNumbers() {
        Path eight = toys.run("- cover").directory();
        Path four = toys.run("- { cover: { bits: 4 } }").directory();

        Comparison comparison = toys.runs().compare(List.of(eight, four));

        assertThat(comparison.parameters())
                .containsExactly(new Comparison.Row("quantize[0].cover.bits", List.of("8", "4")));
        assertThat(comparison.numbers())
                .extracting(Comparison.Row::key)
                .containsExactly("quantized.mean", "size.quantized_bytes", "size.saved_mib");
        assertThat(comparison.pictures()).isEqualTo(10);
        assertThat(comparison.outputs())
                .contains(
                        new Comparison.Row("float.fc2/Add values apart", List.of("", "0 of 30")),
                        new Comparison.Row("float.fc2/Add relative error", List.of("", "0")),
                        new Comparison.Row("float.fc2/Add same answer", List.of("", "10 of 10")))
                .contains(
                        new Comparison.Row(
                                "quantized.fc2/Add values apart", List.of("", "30 of 30")));
    }

    @Test
    void refusesWhatIsNoFinishedRun() {
        ProblemException thrown =
                catchThrowableOfType(
                        ProblemException.class, () -> toys.runs().compare(List.of(toys.folder())));

        assertThat(thrown).hasMessageContaining("is no finished run: it has no experiment.yaml");
    }
}
