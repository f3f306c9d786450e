package dev.halftone.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halftone.catalog.Catalog;
import dev.halftone.experiment.Experiment;
import dev.halftone.experiment.ExperimentReader;
import dev.halftone.experiment.Schema;
import dev.halftone.report.Summary;
import dev.halftone.run.Console;
import dev.halftone.run.RunOptions;
import dev.halftone.run.Runs;
import dev.halftone.run.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file of experiments/ is read; those with a line "# smoke: PATH=VALUE …" are run so. */
final class ExperimentFilesTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("halftone.root")).resolve("experiments");
    private static final String SMOKE = "# smoke: ";
    private static final Map<String, String> ENVIRONMENT =
            Map.of("FASHION_MNIST", "fashion-mnist", "HALFTONE_MATERIAL", "material");
    private static final Catalog CATALOG = Catalog.scan(List.of());

    @AfterAll
    static void close() {
        CATALOG.close();
    }

    @ParameterizedTest
    @MethodSource("files")
    void isRead(Path file) {
        Experiment experiment = read(file, List.of());

        assertThat(experiment.name()).isEqualTo(name(file));
        assertThat(experiment.steps()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void tellsEditorsWhereTheSchemaIsAndReadersWhatItShows(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        String schema = "# yaml-language-server: $schema=";

        assertThat(lines.get(0)).startsWith(schema);
        assertThat(file.resolveSibling(lines.get(0).substring(schema.length()))).exists();
        assertThat(lines.get(2)).matches("# [A-Z].{20,}");
    }

    @Test
    void haveTheSchemaOfThePluginsThatShip() throws IOException {
        String schema = Schema.json(CATALOG);
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(FOLDER.resolve("schema.json"), schema);
        }

        assertThat(FOLDER.resolve("schema.json")).hasContent(schema);
    }

    @ParameterizedTest
    @MethodSource("smoke")
    void runs(Path file, @TempDir Path out) throws IOException {
        String sets =
                Files.readAllLines(file).stream()
                        .filter(ExperimentFilesTest::isSmoke)
                        .findFirst()
                        .orElseThrow()
                        .substring(SMOKE.length());
        Experiment experiment = read(file, List.of(sets.split(" ")));
        RunOptions options =
                new RunOptions(out, Optional.of("cpu"), Optional.empty(), false, Console.SILENT);

        Summary summary = new Runs(Setting.of(CATALOG, ENVIRONMENT)).run(experiment, options);

        assertThat(summary.directory().resolve("scores.json")).exists();
        assertThat(summary.scores()).isNotEmpty();
    }

    static Stream<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(FOLDER)) {
            return all.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    static Stream<Path> smoke() throws IOException {
        return files().filter(ExperimentFilesTest::hasSmoke);
    }

    private static boolean hasSmoke(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.anyMatch(ExperimentFilesTest::isSmoke);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean isSmoke(String line) {
        return line.startsWith(SMOKE);
    }

    private static String name(Path file) {
        return file.getFileName().toString().replace(".yaml", "");
    }

    private static Experiment read(Path file, List<String> sets) {
        return new ExperimentReader(CATALOG, ENVIRONMENT).read(file, sets);
    }
}
