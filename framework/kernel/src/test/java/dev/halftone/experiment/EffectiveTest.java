package dev.halftone.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halftone.catalog.Catalog;
import dev.halftone.sample.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EffectiveTest {
    private final Catalog catalog = Samples.catalog();
    @TempDir Path folder;

    @Test
    void writesEveryDefault() throws IOException {
        Experiment experiment =
                read(
                        """
                        model: { vit: { weights: random } }
                        quantize: [ uniform ]
                        """);

        assertThat(Effective.yaml(experiment))
                .isEqualTo(
                        """
                        name: first
                        seed: 0
                        device: auto
                        mode: auto
                        engine: auto
                        batch: 8
                        model:
                          vit:
                            weights: random
                        quantize:
                          - uniform:
                              bits: 8
                              granularity: tensor
                              symmetric: false
                              observer:
                                min-max: {}
                        """);
    }

    @Test
    void makesPathsAbsoluteFromTheFileThatNamesThem() throws IOException {
        Files.createDirectories(folder.resolve("base"));
        Files.writeString(
                folder.resolve("base/base.yaml"),
                """
                model: { vit: { weights: random } }
                evaluate: { data: { image-folder: { root: pictures } }, metrics: [ top-1 ] }
                """);

        Experiment experiment = read("extends: base/base.yaml\n");

        assertThat(experiment.evaluate().orElseThrow().data().parameters())
                .containsEntry("root", folder.resolve("base/pictures").toString());
    }

    @Test
    void readsBackAsTheSameExperiment() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 120; i++) {
            Experiment experiment = read(new RandomExperiment(random).text());

            Experiment again = reread(Effective.yaml(experiment));

            assertThat(identity(again)).isEqualTo(identity(experiment));
            assertThat(Effective.yaml(again)).isEqualTo(Effective.yaml(experiment));
        }
    }

    private Experiment read(String text) throws IOException {
        Path file = folder.resolve("first.yaml");
        Files.writeString(file, text);
        return new ExperimentReader(catalog, Map.of("HOME", "/home/me")).read(file, List.of());
    }

    private Experiment reread(String text) throws IOException {
        Path file = Files.createDirectories(folder.resolve("run/deep")).resolve("experiment.yaml");
        Files.writeString(file, text);
        return new ExperimentReader(catalog, Map.of()).read(file, List.of());
    }

    /** Everything but where it was read from. */
    static List<Object> identity(Experiment e) {
        return List.of(
                e.name(),
                e.seed(),
                e.device(),
                e.mode(),
                e.engine(),
                e.batch(),
                e.model(),
                e.calibrate(),
                e.steps().stream()
                        .map(s -> List.of(s.index(), s.use(), s.sites(), s.because()))
                        .toList(),
                e.evaluate());
    }
}
