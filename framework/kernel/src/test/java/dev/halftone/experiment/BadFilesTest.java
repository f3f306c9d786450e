package dev.halftone.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halftone.catalog.Catalog;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.sample.Samples;
import dev.halftone.tell.ProblemText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are no experiments. */
final class BadFilesTest {
    private static final String PIECES = "{}[]:,-#&*!|>'\"%@` \t\n\r?~$\u0000\u2028<=.0x";

    private final ExperimentReader samples = Samples.reader();
    @TempDir Path folder;

    @Test
    void saysWhatIsWrongWithTheFileItself() throws IOException {
        Files.writeString(folder.resolve("quickstart.yaml"), "# huge\n".repeat(200_000));

        assertThat(problems(folder))
                .isEqualTo(
                        """
                        error[unreadable-file]: 'FOLDER' is a folder
                          = name a file: FOLDER/quickstart.yaml
                        """);
        assertThat(problems(folder.resolve("quikstart.yaml")))
                .isEqualTo(
                        """
                        error[unreadable-file]: there is no file 'FOLDER/quikstart.yaml'
                          = did you mean 'quickstart.yaml'?
                        """);
        assertThat(problems(folder.resolve("nowhere/some.yaml")))
                .isEqualTo(
                        """
                        error[unreadable-file]: there is no file 'FOLDER/nowhere/some.yaml'
                          = there is no folder 'FOLDER/nowhere' either
                        """);
        assertThat(problems(folder.resolve("quickstart.yaml")))
                .isEqualTo(
                        """
                        error[unreadable-file]: 'FOLDER/quickstart.yaml' is larger than 1 MiB
                          = an experiment is a small text file
                        """);
    }

    @Test
    void tellsProblemsOfThePacksToo() throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), "seed: x\n");

        try (Catalog catalog = Catalog.scan(List.of(folder.resolve("none.jar")))) {
            ExperimentReader reader = new ExperimentReader(catalog, Map.of());

            assertThatThrownBy(() -> reader.read(file, List.of()))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e ->
                                    assertThat(e.problems())
                                            .extracting(Problem::code)
                                            .containsExactly(
                                                    "no-such-pack", "missing-key", "wrong-type"));
        }
    }

    @Test
    void survivesWhateverIsWrittenIntoAFile() throws IOException {
        Random random = new Random(3);
        for (int i = 0; i < 400; i++) {
            StringBuilder text = new StringBuilder(new RandomExperiment(random).text());
            for (int j = 0; j < 1 + random.nextInt(4); j++) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, PIECES.charAt(random.nextInt(PIECES.length())));
                    default -> text.setCharAt(at, text.charAt(random.nextInt(text.length())));
                }
            }
            Path file = folder.resolve("some.yaml");
            Files.write(file, text.toString().getBytes(StandardCharsets.UTF_8));

            try {
                samples.read(file, List.of());
            } catch (ProblemException e) {
                assertThat(ProblemText.render(e.problems()))
                        .doesNotContain("dev.halftone", "Exception", "could not be made");
            }
        }
    }

    private String problems(Path file) {
        try {
            samples.read(file, List.of());
            return "";
        } catch (ProblemException e) {
            return ProblemText.render(e.problems()).replace(folder.toString(), "FOLDER");
        }
    }
}
