package dev.halftone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import dev.halftone.checkpoint.Safetensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every experiment with a line "# smoke: PATH=VALUE …" is run with these settings. */
final class SmokeTest {
    private static final String MARK = "# smoke: ";

    static Stream<Path> experiments() throws IOException {
        return ExperimentFilesTest.experiments().filter(file -> !settings(file).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("experiments")
    void runsAndExports(Path file, @TempDir Path folder) {
        List<String> words = new ArrayList<>(List.of("run", file.toString(), "--device", "cpu"));
        words.addAll(List.of("--out", folder.toString()));
        settings(file).forEach(setting -> words.addAll(List.of("--set", setting)));

        Session run = Session.of(words.toArray(String[]::new));

        assertThat(run.exit()).as(run.err()).isEqualTo(Exit.DONE);
        String directory = run.out().strip().lines().reduce((a, b) -> b).orElseThrow().substring(5);
        assertThat(Path.of(directory).resolve("scores.json")).exists();
        String weights = folder.resolve("weights.safetensors").toString();
        Session export = Session.of("export", directory, "--as", "safetensors", weights);
        assertThat(export.exit()).as(export.err()).isEqualTo(Exit.DONE);
        assertThat(distinct(weights, "head.bias")).hasSize(10);
        assertThat(distinct(weights, "blocks.0.mlp.fc1.weight").size())
                .as("6 bits for each of 192 channels")
                .isBetween(64, 64 * 192);
    }

    private static Set<Float> distinct(String file, String name) {
        Set<Float> values = new HashSet<>();
        try (NDManager manager = NDManager.newBaseManager()) {
            for (float value : Safetensors.open(Path.of(file)).read(name, manager).toFloatArray()) {
                values.add(value);
            }
        }
        return values;
    }

    private static List<String> settings(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(MARK))
                    .flatMap(line -> Stream.of(line.substring(MARK.length()).split(" ")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
