package dev.halftone.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halftone.grid.Granularity;
import dev.halftone.plugin.Seed;
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

    private Experiment read(String text, String... sets) throws IOException {
        Path file = folder.resolve("some.yaml");
        Files.writeString(file, text);
        return new ExperimentReader(Samples.catalog(), Map.of("W", "/w")).read(file, List.of(sets));
    }
}
