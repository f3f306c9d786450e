package dev.halftone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halftone.catalog.Catalog;
import dev.halftone.checkpoint.CheckpointFiles;
import dev.halftone.engine.Engine;
import dev.halftone.engine.TorchEngine;
import dev.halftone.experiment.Experiment;
import dev.halftone.experiment.ExperimentReader;
import dev.halftone.phase.MatchedStep;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** FasterTransformer's placements have as many quantizers as its own code enables. */
final class PlacementTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("halftone.root")).resolve("experiments/vit-ft");

    /** The twelve blocks of ViT-Ti are placed like those of ViT-B. */
    @ParameterizedTest
    @CsvSource({"ft1, 192", "ft2, 276", "ft3, 300", "trt, 240"})
    void quantizesWhereFasterTransformerDoes(String name, int quantizers) {
        Experiment experiment =
                new ExperimentReader(
                                Catalog.scan(List.of()), Map.of("HALFTONE_MATERIAL", "/nowhere"))
                        .read(
                                FOLDER.resolve(name + ".yaml"),
                                List.of("model={ vit: { weights: random, arch: ti-16 } }"));
        Set<Site> decided = new HashSet<>();
        for (Site site : sites(experiment)) {
            boolean some =
                    experiment.steps().stream()
                            .map(step -> MatchedStep.of(step, List.of(site)))
                            .anyMatch(step -> step.isPerSite() && !step.sites().isEmpty());
            if (some) {
                decided.add(site);
            }
        }

        assertThat(decided).allMatch(site -> site.path().startsWith("blocks."));
        assertThat(decided.stream().mapToInt(PlacementTest::count).sum()).isEqualTo(quantizers);
    }

    /** There, query, key and value are three layers; here they are one. */
    private static int count(Site site) {
        return site.path().endsWith(".qkv") ? 3 : 1;
    }

    private static List<Site> sites(Experiment experiment) {
        try (Engine engine = TorchEngine.start("cpu")) {
            CheckpointFiles files = new CheckpointFiles(FOLDER, engine.manager());
            return Sites.of(experiment.model().instance().network(files).graph());
        }
    }
}
