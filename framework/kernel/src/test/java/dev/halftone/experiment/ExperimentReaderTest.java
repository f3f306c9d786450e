package dev.halftone.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halftone.grid.Granularity;
import dev.halftone.plugin.Seed;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.sample.Samples;
import dev.halftone.site.Selector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExperimentReaderTest {
    @TempDir Path folder;

    @Test
    void readsEverySection() throws IOException {
        Experiment experiment =
                read(
                        """
                        seed: 7
                        device: gpu:1
                        mode: simulated
                        engine: torch
                        batch: 16
                        model: { vit: { weights: "${W}/vit.safetensors", crop: 224 } }
                        calibrate: { fashion-mnist: { split: train, take: 32 } }
                        quantize:
                          - uniform
                          - uniform: { bits: 6, granularity: group-64, observer: { percentile: { keep: 0.99 } } }
                            sites: [ "**:weight", "blocks.*:input" ]
                            because: as in the paper
                          - train: { epochs: 2, schedule: { curve: one-cycle }, shares: [ 0.5, 0.25 ] }
                        evaluate:
                          data: fashion-mnist
                          metrics: [ top-1, sqnr ]
                        """);

        assertThat(experiment.name()).isEqualTo("some");
        assertThat(experiment.seed()).isEqualTo(7);
        assertThat(experiment.device()).isEqualTo("gpu:1");
        assertThat(experiment.mode()).isEqualTo(Mode.SIMULATED);
        assertThat(experiment.batch()).isEqualTo(16);
        assertThat(experiment.model().instance()).isInstanceOf(Samples.Vit.class);
        assertThat(experiment.model().parameters())
                .containsEntry("weights", "/w/vit.safetensors")
                .containsEntry("crop", 224);
        assertThat(experiment.steps()).hasSize(3);
        Step second = experiment.steps().get(1);
        assertThat(second.use().instance())
                .isEqualTo(
                        new Samples.Uniform(
                                6,
                                Granularity.parse("group-64"),
                                false,
                                new Samples.Percentile(0.99)));
        assertThat(second.sites())
                .containsExactly(new Selector("**:weight"), new Selector("blocks.*:input"));
        assertThat(second.because()).contains("as in the paper");
        assertThat(second.spot().line()).isEqualTo(10);
        Samples.Train train = (Samples.Train) experiment.steps().get(2).use().instance();
        assertThat(train.seed()).isEqualTo(new Seed(7));
        assertThat(train.schedule().curve()).isEqualTo(Samples.Curve.ONE_CYCLE);
        assertThat(experiment.evaluate().orElseThrow().metrics()).hasSize(2);
        assertThat(experiment.spots().get("quantize[1].sites[1]").column()).isEqualTo(27);
    }

    @Test
    void mergesMapsAndReplacesListsOfWhatItExtends() throws IOException {
        Files.createDirectories(folder.resolve("parents"));
        Files.writeString(
                folder.resolve("parents/grand.yaml"),
                """
                seed: 3
                batch: 4
                model: { vit: { weights: random, crop: 224 } }
                calibrate: { fashion-mnist: { split: train, take: 32 } }
                """);
        Files.writeString(
                folder.resolve("parents/base.yaml"),
                """
                extends: grand.yaml
                batch: 16
                quantize: [ uniform, log2 ]
                """);

        Experiment experiment =
                read(
                        """
                        extends: parents/base.yaml
                        model: { vit: { crop: 384 } }
                        calibrate: { image-folder: { root: pictures } }
                        quantize: [ keep-float ]
                        """);

        assertThat(experiment.seed()).isEqualTo(3);
        assertThat(experiment.batch()).isEqualTo(16);
        assertThat(experiment.model().parameters())
                .containsEntry("weights", "random")
                .containsEntry("crop", 384);
        assertThat(experiment.calibrate().orElseThrow().plugin().id()).isEqualTo("image-folder");
        assertThat(experiment.steps())
                .extracting(Step::title)
                .containsExactly("quantize[0] keep-float");
    }

    @Test
    void addsToListsOfWhatItExtends() throws IOException {
        Files.writeString(
                folder.resolve("grand.yaml"),
                """
                model: { vit: { weights: random } }
                quantize: [ uniform ]
                evaluate: { data: fashion-mnist, metrics: [ top-1 ] }
                """);
        Files.writeString(
                folder.resolve("base.yaml"), "extends: grand.yaml\nquantize+: [ log2 ]\n");

        Experiment experiment =
                read(
                        """
                        extends: base.yaml
                        quantize+: [ keep-float ]
                        evaluate: { metrics+: [ top-5 ] }
                        """);

        assertThat(experiment.steps())
                .extracting(Step::title)
                .containsExactly(
                        "quantize[0] uniform", "quantize[1] log2", "quantize[2] keep-float");
        assertThat(experiment.steps().get(2).spot().line()).isEqualTo(2);
        assertThat(experiment.evaluate().orElseThrow().metrics())
                .extracting(use -> use.plugin().id())
                .containsExactly("top-1", "top-5");
    }

    @Test
    void overridesWithSettings() throws IOException {
        Experiment experiment =
                read(
                        """
                        model: { vit: { weights: random } }
                        quantize:
                          - uniform
                          - uniform: { bits: 6 }
                        """,
                        "quantize[0].uniform.bits=4",
                        "quantize[1].uniform.observer={ percentile: { keep: 0.99 } }",
                        "quantize[1].sites=**:weight",
                        "model.vit.crop=224",
                        "calibrate.fashion-mnist.take=5",
                        "seed=1",
                        "seed=2");

        assertThat(experiment.seed()).isEqualTo(2);
        assertThat(experiment.steps().get(0).use().parameters()).containsEntry("bits", 4);
        assertThat(experiment.steps().get(1).use().parameters())
                .containsEntry("bits", 6)
                .containsEntry("observer", Map.of("percentile", Map.of("keep", 0.99)));
        assertThat(experiment.steps().get(1).sites()).containsExactly(new Selector("**:weight"));
        assertThat(experiment.model().parameters()).containsEntry("crop", 224);
        assertThat(experiment.calibrate().orElseThrow().parameters()).containsEntry("take", 5);
    }

    @Test
    void readsVariablesAsTextAndAsNumbers() throws IOException {
        Experiment experiment =
                read(
                        """
                        batch: ${N}
                        model: { vit: { weights: "$${W}-${W}", heads: "${N}" } }
                        """);

        assertThat(experiment.batch()).isEqualTo(12);
        assertThat(experiment.model().parameters())
                .containsEntry("weights", "${W}-/w")
                .containsEntry("heads", 12);
    }

    @Test
    void asksOnlyForVariablesThatNothingReplaces() throws IOException {
        Files.writeString(
                folder.resolve("base.yaml"),
                """
                name: ${NAME}
                model: { vit: { weights: "${WEIGHTS}" } }
                calibrate: { fashion-mnist: { take: "${TAKE}" } }
                """);
        String child = "extends: base.yaml\nmodel: { vit: { weights: random } }\n";

        Experiment experiment = read(child, "calibrate.fashion-mnist.take=5", "name=some");

        assertThat(experiment.calibrate().orElseThrow().parameters()).containsEntry("take", 5);
        assertThatThrownBy(() -> read(child, "name=some"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e ->
                                assertThat(e.problems())
                                        .extracting(Problem::message)
                                        .containsExactly(
                                                "the environment variable TAKE is not set"));
    }

    private Experiment read(String text, String... sets) throws IOException {
        Path file = folder.resolve("some.yaml");
        Files.writeString(file, text);
        return Samples.reader().read(file, List.of(sets));
    }
}
