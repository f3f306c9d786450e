package dev.halftone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page about the experiments has one line for each, and none for what is not there. */
final class ExperimentsPageTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("halftone.root")).resolve("experiments");

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
}
