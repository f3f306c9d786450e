package dev.halftone.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halftone.experiment.Experiment;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.report.Summary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told before anything runs, and what stops a run. */
final class RunProblemsTest {
    private ToyRuns toys;

    @BeforeEach
    void start(@TempDir Path folder) {
        toys = new ToyRuns(folder);
    }

    @Test
    void tellsEverythingBeforeAnythingRuns() {
        List<Problem> problems =
                toys.problems(
                        ToyRuns.HEAD
                                + """
                                calibrate: { noise: { take: 0 } }
                                quantize:
                                  - { cover: {}, sites: "fc3:input" }
                                  - { cover: {}, sites: "fc1:probabilities" }
                                """
                                + ToyRuns.EVALUATE);

        assertThat(problems)
                .extracting(Problem::code)
                .containsExactlyInAnyOrder("no-image", "no-site", "no-site");
        assertThat(problems).allSatisfy(problem -> assertThat(problem.spot()).isPresent());
        assertThat(problems)
                .flatExtracting(problem -> problem.hint().stream().toList())
                .contains("did you mean 'fc1'?", "'fc1' has input, weight, product, output");
    }

    @Test
    void tellsWhatANetworkForAFewPicturesAtATimeLeavesOver() {
        String head = ToyRuns.HEAD.replace("outlier: 200", "together: 4");

        List<Problem> problems =
                toys.problems(
                        head
                                + """
                                calibrate: { noise: { take: 6 } }
                                quantize: [ cover ]
                                evaluate: { data: { noise: { take: 8 } }, metrics: [ mean ] }
                                """);

        assertThat(problems).extracting(Problem::code).containsExactly("uneven-batch");
        assertThat(problems.get(0).hint()).contains("'take' a multiple of 4");
        assertThat(problems.get(0).spot().orElseThrow().line()).isEqualTo(6);
    }

    @Test
    void aNetworkForAFewPicturesAtATimeDecidesTheBatch() throws IOException {
        String yaml =
                ToyRuns.HEAD.replace("outlier: 200", "together: 5").replace("batch: 4", "batch: 3")
                        + "calibrate: { noise: { take: 5 } }\nquantize: [ cover ]\n"
                        + ToyRuns.EVALUATE;

        Summary summary = toys.runs().run(toys.experiment(yaml), toys.options("runs", false));

        assertThat(Files.readString(summary.directory().resolve("experiment.yaml")))
                .contains("batch: 5");
        assertThat(Files.readString(summary.directory().resolve("journal.log")))
                .contains("the network takes 5 at a time: 'batch' is 5, not 3");
    }

    @Test
    void tellsWhichStepNeedsCalibrationData() {
        List<Problem> problems =
                toys.problems(
                        ToyRuns.HEAD
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
    void asksStepsBeforeAnythingRuns() {
        List<Problem> problems =
                toys.problems(
                        ToyRuns.HEAD + "quantize: [ { choosy: {}, sites: \"fc1:weight\" } ]\n");

        assertThat(problems)
                .extracting(Problem::message)
                .containsExactly(
                        "choosy wants inputs in toy",
                        "quantize[0] choosy needs calibration data, and there is none");
        assertThat(problems)
                .allSatisfy(p -> assertThat(p.spot().orElseThrow().line()).isEqualTo(6));
    }

    @Test
    void foreseesMoreBitsThanIntegersHave() {
        String head = ToyRuns.HEAD + "mode: integer\n" + ToyRuns.CALIBRATE + "quantize:\n";
        String wide =
                "  - { cover: { bits: 9 } }\n  - { cover: { bits: 8 }, sites: \"fc1:input\" }\n";

        List<Problem> problems = toys.problems(head + wide);

        assertThat(problems)
                .singleElement()
                .satisfies(
                        problem -> {
                            assertThat(problem.message())
                                    .isEqualTo(
                                            "mode 'integer' goes up to 8 bits, and quantize[0]"
                                                    + " cover gives 'fc1:weight' 9 (2 more sites"
                                                    + " too)");
                            assertThat(problem.spot().orElseThrow().line()).isEqualTo(9);
                        });
    }

    /** Nobody knows what a step does that says nothing. */
    @Test
    void foreseesNothingWhereALaterStepMayDecide() {
        String steps = "- { cover: { bits: 9 } }\n- { keep-float: {} }\n";

        Experiment experiment =
                toys.experiment(
                        ToyRuns.HEAD
                                + "mode: integer\n"
                                + ToyRuns.CALIBRATE
                                + "quantize:\n"
                                + steps.indent(2));

        assertThat(toys.runs().check(experiment, toys.options("runs", false))).isEmpty();
    }

    @Test
    void findsWhereAFloatNetworkLeavesTheNumbers() {
        String wild = ToyRuns.HEAD.replace("200", "1e300");
        String quantize = "quantize: [ { keep-float: {}, sites: \"fc1:input\" } ]\n";
        Experiment experiment = toys.experiment(wild + quantize + ToyRuns.EVALUATE);

        ProblemException thrown =
                catchThrowableOfType(
                        ProblemException.class,
                        () -> toys.runs().run(experiment, toys.options("runs", false)));

        assertThat(thrown)
                .hasMessageStartingWith("picture 'noise-0': a value at site 'fc1:product' is");
        Experiment unscored = toys.experiment(wild + ToyRuns.CALIBRATE + quantize);
        assertThatThrownBy(() -> toys.runs().run(unscored, toys.options("runs", false)))
                .hasMessageStartingWith("picture 'noise-0': a value at site 'fc1:product' is");
    }

    @Test
    void runsWithoutCalibrationDataWhereNothingNeedsIt() {
        Summary summary =
                toys.runs()
                        .run(
                                toys.experiment(
                                        ToyRuns.HEAD
                                                + "quantize: [ { cover: {}, sites: \"**:weight\" } ]\n"
                                                + ToyRuns.EVALUATE),
                                toys.options("runs", false));

        assertThat(summary.worst()).hasSize(2);
    }

    @Test
    void tellsThatAQuantizerFailedAndWhere() {
        ProblemException thrown =
                catchThrowableOfType(ProblemException.class, () -> toys.run("- broken"));

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
                        () -> toys.run("- { spoil: {}, sites: \"fc1:weight\" }"));

        assertThat(thrown)
                .hasMessage(
                        "the quantized network answers NaN to the batch that begins with 'noise-0'");
    }

    @Test
    void refusesToChangeAWeightBehindItsGrid() {
        String steps = "- cover\n- { halve: {}, sites: \"fc2:weight\" }\n";

        ProblemException thrown =
                catchThrowableOfType(ProblemException.class, () -> toys.run(steps));

        assertThat(thrown)
                .hasMessage(
                        "quantize[1] halve changes the weight of 'fc2:weight', for which"
                                + " quantize[0] cover has chosen a grid already");
        Problem problem = thrown.problems().get(0);
        assertThat(problem.code()).isEqualTo("stale-grid");
        assertThat(problem.spot()).hasValueSatisfying(s -> assertThat(s.line()).isEqualTo(9));
        assertThat(problem.hint())
                .contains("put 'halve' before the steps that choose grids of weights");
        toys.run("- { halve: {}, sites: \"fc2:weight\" }\n- cover\n");
        toys.run(
                "- cover\n- { keep-float: {}, sites: \"fc2:weight\" }\n- { halve: {}, sites: \"fc2:weight\" }\n");
    }

    @Test
    void tellsThatTheFolderCannotBeWritten() throws IOException {
        Files.writeString(toys.folder().resolve("file"), "");

        ProblemException thrown =
                catchThrowableOfType(
                        ProblemException.class, () -> toys.run("- cover", "file", false));

        assertThat(thrown.problems()).extracting(Problem::code).containsExactly("cannot-write");
    }
}
