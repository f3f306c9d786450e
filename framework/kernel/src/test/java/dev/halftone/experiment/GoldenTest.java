package dev.halftone.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halftone.catalog.Catalog;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.problem.Spot;
import dev.halftone.sample.Samples;
import dev.halftone.tell.ProblemText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything a user can get wrong in an experiment file, and what is then said. With {@code
 * -Dgolden=write} the texts are written anew: read the difference.
 */
final class GoldenTest {
    private static final Catalog CATALOG = Samples.catalog();
    private static final Path FOLDER =
            Path.of(System.getProperty("halftone.root"))
                    .resolve("framework/kernel/src/test/resources/golden/experiments");

    static Stream<Path> broken() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("broken")
    void saysWhatIsWrong(Path file) throws IOException {
        Path golden = Path.of(file.toString().replace(".yaml", ".txt"));

        String said = ProblemText.render(problems(file));

        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(golden, said);
        }
        assertThat(said).isEqualTo(Files.readString(golden));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void neverShowsWhatOnlyAProgrammerKnows(Path file) throws IOException {
        assertThat(ProblemText.render(problems(file)))
                .doesNotContain("dev.halftone", "java.", "Exception", "null");
    }

    @Test
    void coversMoreThanSixtyMistakes() throws IOException {
        assertThat(broken()).hasSizeGreaterThan(65);
    }

    /** Problems, files named from the folder. */
    private static List<Problem> problems(Path file) throws IOException {
        List<String> sets =
                Files.readString(file, StandardCharsets.ISO_8859_1)
                        .lines()
                        .filter(line -> line.startsWith("# --set "))
                        .map(line -> line.substring("# --set ".length()))
                        .toList();
        Map<String, String> environment = Map.of("WEIGHTS", "/weights");
        ExperimentReader reader = new ExperimentReader(CATALOG, environment);
        ProblemException e =
                catchThrowableOfType(ProblemException.class, () -> reader.read(file, sets));
        return e.problems().stream().map(GoldenTest::fromFolder).toList();
    }

    private static Problem fromFolder(Problem problem) {
        String folder = FOLDER + "/";
        return new Problem(
                problem.code(),
                problem.message().replace(folder, ""),
                problem.spot().map(s -> fromFolder(s, folder)),
                problem.hint().map(hint -> hint.replace(folder, "")));
    }

    private static Spot fromFolder(Spot spot, String folder) {
        return new Spot(
                spot.file().replace(folder, ""),
                spot.line(),
                spot.column(),
                spot.length(),
                spot.text());
    }
}
