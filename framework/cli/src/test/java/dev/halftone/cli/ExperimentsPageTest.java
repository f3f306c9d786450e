package dev.halftone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The page about the experiments has one line for each, and none for what is not there. */
final class ExperimentsPageTest {
    private static final Path ROOT = Path.of(System.getProperty("halftone.root"));
    private static final Path FOLDER = ROOT.resolve("experiments");
    private static final Offset<Double> HALF = Offset.offset(0.005001);

    /** File, then ours: {@code top-1 of 82.6}. */
    private static final Pattern LINE =
            Pattern.compile("(?m)^\\| \\[results/(.+)\\.yaml].*\\| (\\S+) of 82\\.6 top-1 \\|");

    /** Ours, {@code top-1 / agreement / relative error}, then file. */
    private static final Pattern BESIDE =
            Pattern.compile(
                    "(?m)^\\|[^|]+\\|[^|]+\\| (\\S+) / (\\S+) / (\\S+) (?:\\(.*\\) )?\\| (\\S+) \\|$");

    @Test
    void saysOfEveryFileWhatItReproduces() throws IOException {
        List<String> listed =
                Pattern.compile("(?m)^\\| \\[([^]]+)]\\(\\1\\) (?:\\|[^|\n]+){4}\\|$")
                        .matcher(Files.readString(FOLDER.resolve("README.md")))
                        .results()
                        .map(line -> line.group(1))
                        .toList();
        List<String> files =
                ExperimentFilesTest.experiments()
                        .map(file -> FOLDER.relativize(file).toString().replace('\\', '/'))
                        .toList();

        assertThat(listed)
                .as(
                        "files in experiments/README.md: what each reproduces, published, ours, why not")
                .containsExactlyInAnyOrderElementsOf(files);
    }

    @Test
    void repeatsTheNumbersOfTheTable() throws IOException {
        String page = Files.readString(FOLDER.resolve("README.md"));
        Map<String, List<String>> table = table();

        List<MatchResult> lines = LINE.matcher(page).results().toList();
        List<MatchResult> beside = BESIDE.matcher(page).results().toList();

        assertThat(lines).hasSizeGreaterThan(30);
        for (MatchResult line : lines) {
            String top = table.get(line.group(1)).get(2);
            assertThat(number(line.group(2))).as(line.group()).isEqualTo(number(top));
        }
        assertThat(beside).hasSizeGreaterThan(10);
        for (MatchResult line : beside) {
            List<String> row = table.get(line.group(4));
            assertThat(number(line.group(1))).as(line.group()).isEqualTo(number(row.get(2)));
            assertThat(number(line.group(2))).as(line.group()).isEqualTo(number(row.get(0)));
            assertThat(number(line.group(3))).as(line.group()).isCloseTo(number(row.get(1)), HALF);
        }
    }

    private static double number(String text) {
        return Double.parseDouble(text);
    }

    /** Agreement, relative error and top-1 of each file of {@code results/}. */
    private static Map<String, List<String>> table() throws IOException {
        Map<String, List<String>> rows = new HashMap<>();
        for (String line : Files.readAllLines(ROOT.resolve("framework/docs/results.md"))) {
            List<String> cells = List.of(line.replaceAll("^\\| | \\|$", "").split(" \\| "));
            if (cells.size() == 8) {
                rows.put(cells.get(0), cells.subList(2, 5));
                rows.put(cells.get(0).replaceFirst("^vit-tiny-(?=w\\d)", ""), cells.subList(2, 5));
            }
        }
        return rows;
    }
}
