package dev.halftone.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halftone.engine.Statistic;
import dev.halftone.experiment.Experiment;
import dev.halftone.experiment.ExperimentReader;
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

/**
 * Runs of the toy network.
 *
 * @param folder where they lie
 * @param passes what every pass over the calibration data gathered
 */
record ToyRuns(Path folder, List<Map<Site, Set<Statistic>>> passes, Setting setting, Runs runs) {

    static final String HEAD =
            """
            name: toy
            seed: 3
            batch: 4
            device: cpu
            model: { toy: { outlier: 200 } }
            """;
    static final String CALIBRATE = "calibrate: { noise: { take: 6, salt: 2 } }\n";
    static final String EVALUATE =
            "evaluate:\n  data: { noise: { take: 10 } }\n  metrics: [mean]\n";
    private static final List<String> SAME =
            List.of(
                    "scores.json",
                    "plan.json",
                    "plan.safetensors",
                    "sites.csv",
                    "outputs.safetensors");

    ToyRuns(Path folder) {
        this(folder, new ArrayList<>(), Setting.of(Toys.catalog(), Map.of()));
    }

    private ToyRuns(Path folder, List<Map<Site, Set<Statistic>>> passes, Setting setting) {
        this(folder, passes, setting, new Runs(setting, device -> Counting.start(device, passes)));
    }

    Experiment experiment(String yaml) {
        try {
            Path file = Files.writeString(folder.resolve("toy.yaml"), yaml);
            return new ExperimentReader(Toys.catalog(), Map.of()).read(file, List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RunOptions options(String out, boolean resume) {
        return new RunOptions(
                folder.resolve(out), Optional.empty(), Optional.empty(), resume, Console.SILENT);
    }

    Summary run(String quantize) {
        return run(quantize, "runs", false);
    }

    Summary run(String quantize, String out, boolean resume) {
        String yaml = HEAD + CALIBRATE + "quantize:\n" + quantize.indent(2) + EVALUATE;
        return runs.run(experiment(yaml), options(out, resume));
    }

    List<Problem> problems(String yaml) {
        Experiment experiment = experiment(yaml);
        List<Problem> checked = runs.check(experiment, options("runs", false));
        ProblemException thrown =
                catchThrowableOfType(
                        ProblemException.class, () -> runs.run(experiment, options("runs", false)));
        assertThat(thrown.problems()).isEqualTo(checked);
        assertThat(folder.resolve("runs")).doesNotExist();
        return checked;
    }

    static void assertSame(Path a, Path b) {
        for (String file : SAME) {
            assertThat(a.resolve(file)).hasSameBinaryContentAs(b.resolve(file));
        }
    }
}
