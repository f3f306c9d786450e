package dev.halftone.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.halftone.engine.Statistic;
import dev.halftone.experiment.Experiment;
import dev.halftone.experiment.ExperimentReader;
import dev.halftone.experiment.Mode;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.report.Summary;
import dev.halftone.site.Site;
import dev.halftone.toy.Counting;
import dev.halftone.toy.Toys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsTest {

    private static final String HEAD =
            """
            name: toy
            seed: 3
            batch: 4
            device: cpu
            model: { toy: { outlier: 200 } }
            """;
    private static final String CALIBRATE = "calibrate: { noise: { take: 6, salt: 2 } }\n";
    private static final String EVALUATE =
            "evaluate:\n  data: { noise: { take: 10 } }\n  metrics: [mean]\n";
    private static final List<String> SAME =
            List.of(
                    "scores.json",
                    "plan.json",
                    "plan.safetensors",
                    "sites.csv",
                    "outputs.safetensors");

    @TempDir Path folder;

    private final List<Map<Site, Set<Statistic>>> passes = new ArrayList<>();
    private final Setting setting = Setting.of(Toys.catalog(), Map.of());
    private final Runs runs = new Runs(setting, device -> Counting.start(device, passes));

    @BeforeEach
    @AfterEach
    void live() {
        Toys.LIVES.set(Integer.MAX_VALUE);
    }

    private Experiment experiment(String yaml) {
        try {
            Path file = Files.writeString(folder.resolve("toy.yaml"), yaml);
            return new ExperimentReader(Toys.catalog(), Map.of()).read(file, List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RunOptions options(String out, boolean resume) {
        return new RunOptions(
                folder.resolve(out), Optional.empty(), Optional.empty(), resume, Console.SILENT);
    }

    private Summary run(String quantize) {
        return run(quantize, "runs", false);
    }

    private Summary run(String quantize, String out, boolean resume) {
        String yaml = HEAD + CALIBRATE + "quantize:\n" + quantize.indent(2) + EVALUATE;
        return runs.run(experiment(yaml), options(out, resume));
    }

    private List<Problem> problems(String yaml) {
        Experiment experiment = experiment(yaml);
        List<Problem> checked = runs.check(experiment, options("runs", false));
        ProblemException thrown =
                catchThrowableOfType(
                        ProblemException.class, () -> runs.run(experiment, options("runs", false)));
        assertThat(thrown.problems()).isEqualTo(checked);
        assertThat(folder.resolve("runs")).doesNotExist();
        return checked;
    }

    private static void assertSame(Path a, Path b) {
        for (String file : SAME) {
            assertThat(a.resolve(file)).hasSameBinaryContentAs(b.resolve(file));
        }
    }

    @Test
    void leavesEveryFileOfARun() {
        Summary summary = run("- cover");

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
        assertThat(folder.resolve("runs").toFile().list()).hasSize(1);
    }

    @Test
    void givesTheSameBytesTwice() {
        Summary first = run("- cover", "a", false);
        Summary second = run("- cover", "b", false);

        assertThat(first.directory().getFileName()).isEqualTo(second.directory().getFileName());
        assertSame(first.directory(), second.directory());
    }

    @Test
    void gathersForAllLeadingStepsInOnePass() {
        run(
                """
                - { cover: { bits: 4 }, sites: "**:activation" }
                - { cover: { bits: 8 }, sites: "fc2:input" }
                - cover-channels
                """);

        assertThat(passes).hasSize(1);
        assertThat(passes.get(0).keySet())
                .extracting(Site::id)
                .containsExactlyInAnyOrder("fc1:input", "fc2:input");
    }

    @Test
    void gathersWhatIsAskedLaterInOneMorePass() {
        run("- { curious: {}, sites: \"**:activation\" }");

        assertThat(passes).hasSize(2);
        assertThat(passes.get(0).values()).containsOnly(Set.of(new Statistic.Counts()));
        assertThat(passes).allSatisfy(pass -> assertThat(pass).hasSize(2));
    }

    @Test
    void gathersNothingForWeights() {
        run("- { cover: {}, sites: \"**:weight\" }");

        assertThat(passes).isEmpty();
    }

    @Test
    void gathersAgainWhenAStepChangedTheNetwork() {
        run(
                """
                - { cover: {}, sites: "**:activation" }
                - { keep-float: {}, sites: "fc2:input" }
                - { halve: {}, sites: "**:weight" }
                - { cover: {}, sites: "**:activation" }
                """);

        assertThat(passes).hasSize(2);
    }

    @Test
    void keepsWhatIsGatheredWhenAStepOnlyDecides() {
        run(
                """
                - { cover: {}, sites: "fc1:input" }
                - { keep-float: {}, sites: "fc2:input" }
                - { cover: { bits: 4 }, sites: "fc1:input" }
                """);

        assertThat(passes).hasSize(1);
    }

    @Test
    void writesWhoDecidedAndWhy() {
        Summary summary =
                run("- cover\n- { keep-float: {}, sites: \"fc2:input\", because: \"it hurts\" }");

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
        Summary summary = run("- { cover: { bits: 4 }, sites: \"**:activation\" }");

        assertThat(summary.blame())
                .first()
                .satisfies(b -> assertThat(b.site()).isEqualTo("fc2:input"));
        assertThat(summary.worst().get(0).site().id()).isEqualTo("fc2:input");
        assertThat(summary.outputError().getAsDouble()).isGreaterThan(0.01);
    }

    @Test
    void recoversWhenTheBlamedSiteStaysInFloat() {
        Summary bad = run("- { cover: { bits: 4 }, sites: \"**:activation\" }");
        Summary good =
                run(
                        "- { cover: { bits: 4 }, sites: \"**:activation\" }\n"
                                + bad.blame().get(0).fix());

        assertThat(good.outputError().getAsDouble())
                .isLessThan(bad.outputError().getAsDouble() / 2);
    }

    @Test
    void scoresOnlyFloatInFloatMode() {
        RunOptions options =
                new RunOptions(
                        folder.resolve("runs"),
                        Optional.empty(),
                        Optional.of(Mode.FLOAT),
                        false,
                        Console.SILENT);

        Summary summary =
                runs.run(experiment(HEAD + CALIBRATE + "quantize: [cover]\n" + EVALUATE), options);

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
                runs.run(
                                experiment(HEAD + "mode: auto\n" + CALIBRATE + quantize),
                                options("runs", false))
                        .directory();
        Path spelled =
                runs.run(
                                experiment(
                                        HEAD
                                                + "mode: simulated\nengine: torch\n"
                                                + CALIBRATE
                                                + "quantize: [ { cover: { bits: 8 } } ]\n"),
                                options("runs", false))
                        .directory();
        Path other =
                runs.run(
                                experiment(
                                        HEAD
                                                + CALIBRATE
                                                + "quantize: [ { cover: { bits: 7 } } ]\n"),
                                options("runs", false))
                        .directory();

        assertThat(spelled).isEqualTo(automatic);
        assertThat(other).isNotEqualTo(automatic);
    }

    @Test
    void resumesAKilledStepWithTheSameBits() {
        String steps =
                """
                - { cover: {}, sites: "**:activation" }
                - { halve: {}, sites: "fc2:weight" }
                - { slow: {}, sites: "fc1:weight" }
                - { cover-channels: {}, sites: "**:weight" }
                - { cover: {}, sites: "fc2:input" }
                """;
        Summary whole = run(steps, "whole", false);

        Toys.LIVES.set(4);
        catchThrowableOfType(RuntimeException.class, () -> run(steps, "killed", false));
        assertThat(folder.resolve("killed").toFile().list())
                .singleElement()
                .satisfies(name -> assertThat(name).endsWith(".partial"));
        Toys.LIVES.set(6);
        Summary resumed = run(steps, "killed", true);

        assertSame(whole.directory(), resumed.directory());
        assertThat(resumed.directory().resolve("journal.log"))
                .content()
                .contains("killed", "resuming after 2 of 5 steps");
        assertThat(resumed.directory().resolve("steps")).doesNotExist();
    }

    @Test
    void startsOverWithoutResume() {
        Toys.LIVES.set(4);
        String steps = "- { slow: {}, sites: \"fc1:weight\" }";
        catchThrowableOfType(RuntimeException.class, () -> run(steps));
        Toys.LIVES.set(6);

        assertThat(catchThrowableOfType(RuntimeException.class, () -> run(steps))).isNotNull();
    }

    @Test
    void verifiesARun() {
        Summary summary = run("- { halve: {}, sites: \"fc2:weight\" }\n- cover");

        VerifyReport report = runs.verify(summary.directory(), Console.SILENT);

        assertThat(report.agrees()).isTrue();
        assertThat(report.same())
                .containsExactly(
                        "scores.json", "plan.json", "plan.safetensors", "outputs.safetensors");
        assertThat(report.surroundings()).isEmpty();
    }

    @Test
    void verifiesARunThatCouldNotBeInIntegers() {
        Runs exact = new Runs(setting, Counting::exact);
        String yaml =
                HEAD
                        + CALIBRATE
                        + "quantize: [ { cover: {}, sites: \"fc1:weight\" } ]\n"
                        + EVALUATE;
        Path run = exact.run(experiment(yaml), options("runs", false)).directory();

        assertThat(run.resolve("journal.log")).content().contains("sites are none for integers");
        assertThat(run.resolve("manifest.json")).content().contains("\"mode\": \"simulated\"");
        assertThat(exact.verify(run, Console.SILENT).surroundings()).isEmpty();
    }

    @Test
    void saysWhatDoesNotVerify() throws IOException {
        Path run = run("- cover").directory();
        Path scores = run.resolve("scores.json");
        Files.writeString(
                scores, Files.readString(scores).replaceAll("\"mean\": [-0-9.]+", "\"mean\": 7"));

        VerifyReport report = runs.verify(run, Console.SILENT);

        assertThat(report.agrees()).isFalse();
        assertThat(report.differences())
                .extracting(VerifyReport.Difference::key)
                .containsExactly("float.mean", "quantized.mean");
    }

    @Test
    void comparesParametersThenNumbers() {
        Path eight = run("- cover").directory();
        Path four = run("- { cover: { bits: 4 } }").directory();

        Comparison comparison = runs.compare(List.of(eight, four));

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
                catchThrowableOfType(ProblemException.class, () -> runs.compare(List.of(folder)));

        assertThat(thrown).hasMessageContaining("is no finished run: it has no experiment.yaml");
    }

    @Test
    void tellsEverythingBeforeAnythingRuns() {
        List<Problem> problems =
                problems(
                        HEAD
                                + """
                                calibrate: { noise: { take: 0 } }
                                quantize:
                                  - { cover: {}, sites: "fc3:input" }
                                  - { cover: {}, sites: "fc1:probabilities" }
                                """
                                + EVALUATE);

        assertThat(problems)
                .extracting(Problem::code)
                .containsExactlyInAnyOrder("no-image", "no-site", "no-site");
        assertThat(problems).allSatisfy(problem -> assertThat(problem.spot()).isPresent());
        assertThat(problems)
                .flatExtracting(problem -> problem.hint().stream().toList())
                .contains("did you mean 'fc1'?", "'fc1' has input, weight, product, output");
    }

    @Test
    void tellsWhichStepNeedsCalibrationData() {
        List<Problem> problems =
                problems(
                        HEAD
                                + "quantize: [ cover-channels, { cover: {}, sites: \"fc2:input\" } ]\n");

        assertThat(problems)
                .extracting(Problem::message)
                .containsExactly(
                        "quantize[0] cover-channels needs calibration data for fc1:input, and there"
                                + " is none",
                        "quantize[1] cover needs calibration data for fc2:input, and there is none");
        assertThat(problems.get(1).spot().get().line()).isEqualTo(6);
    }

    @Test
    void runsWithoutCalibrationDataWhereNothingNeedsIt() {
        Summary summary =
                runs.run(
                        experiment(
                                HEAD
                                        + "quantize: [ { cover: {}, sites: \"**:weight\" } ]\n"
                                        + EVALUATE),
                        options("runs", false));

        assertThat(summary.worst()).hasSize(2);
    }

    @Test
    void tellsThatAQuantizerFailedAndWhere() {
        ProblemException thrown =
                catchThrowableOfType(ProblemException.class, () -> run("- broken"));

        assertThat(thrown.problems())
                .singleElement()
                .satisfies(
                        problem -> {
                            assertThat(problem.message())
                                    .isEqualTo("quantize[0] broken at fc1:input failed: no luck");
                            assertThat(problem.spot()).isPresent();
                        });
    }

    @Test
    void refusesToScoreANetworkThatAnswersNaN() {
        ProblemException thrown =
                catchThrowableOfType(
                        ProblemException.class,
                        () -> run("- { spoil: {}, sites: \"fc1:weight\" }"));

        assertThat(thrown)
                .hasMessage(
                        "the quantized network answers NaN to the batch that begins with 'noise-0'");
    }

    @Test
    void writesInWhichOrderThePicturesOfCalibrationCame() throws IOException {
        String manifest = Files.readString(run("- cover").directory().resolve("manifest.json"));

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

    @Test
    void refusesToChangeAWeightBehindItsGrid() {
        String steps = "- cover\n- { halve: {}, sites: \"fc2:weight\" }\n";

        ProblemException thrown = catchThrowableOfType(ProblemException.class, () -> run(steps));

        assertThat(thrown)
                .hasMessage(
                        "quantize[1] halve changes the weight of 'fc2:weight', for which"
                                + " quantize[0] cover has chosen a grid already");
        Problem problem = thrown.problems().get(0);
        assertThat(problem.code()).isEqualTo("stale-grid");
        assertThat(problem.spot()).hasValueSatisfying(s -> assertThat(s.line()).isEqualTo(9));
        assertThat(problem.hint())
                .contains("put 'halve' before the steps that choose grids of weights");
        run("- { halve: {}, sites: \"fc2:weight\" }\n- cover\n");
        run(
                "- cover\n- { keep-float: {}, sites: \"fc2:weight\" }\n- { halve: {}, sites: \"fc2:weight\" }\n");
    }

    @Test
    void tellsThatAStepFailed() {
        Toys.LIVES.set(0);

        ProblemException thrown =
                catchThrowableOfType(
                        ProblemException.class, () -> run("- { slow: {}, sites: \"fc1:weight\" }"));

        assertThat(thrown).hasMessage("quantize[0] slow failed: killed");
    }

    @Test
    void tellsThatTheFolderCannotBeWritten() throws IOException {
        Files.writeString(folder.resolve("file"), "");

        ProblemException thrown =
                catchThrowableOfType(ProblemException.class, () -> run("- cover", "file", false));

        assertThat(thrown.problems()).extracting(Problem::code).containsExactly("cannot-write");
    }

    @Test
    void leavesTheEarlierRunWhereANewOneFails() {
        String steps = "- { slow: {}, sites: \"fc1:weight\" }";
        Path run = run(steps).directory();
        Toys.LIVES.set(2);

        catchThrowableOfType(RuntimeException.class, () -> run(steps));

        assertThat(run.resolve("scores.json")).exists();
    }
}
