package dev.halftone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halftone.run.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The results of many experiments in one table. */
final class TableTest {
    @TempDir Path folder;

    @Test
    void runsWhatHasNotRunAndReadsTheRest() throws IOException {
        Path files = Files.createDirectory(folder.resolve("rows"));
        Files.writeString(
                files.resolve("whole.yaml"),
                """
                model: { vit: { weights: "embedded:fashion-vit" } }
                calibrate: { fashion-mnist: { split: train, take: 4 } }
                evaluate: { data: { fashion-mnist: { split: test, take: 8 } }, metrics: [ top-1 ] }
                """);
        Files.writeString(
                files.resolve("four.yaml"),
                """
                extends: whole.yaml
                quantize:
                  - { uniform: { bits: 8 }, sites: "blocks.0.attn.**:activation" }
                  - { uniform: { bits: 4 }, sites: "**:weight" }
                  - { log2: { bits: 3 }, sites: "**:probabilities" }
                """);

        Session first = table(files);
        Session second = table(files);

        assertThat(first.exit()).as(first.err()).isEqualTo(Exit.DONE);
        assertThat(first.err()).contains("four: running", "whole: running");
        assertThat(second.err()).doesNotContain("running");
        assertThat(second.out()).isEqualTo(first.out());
        assertThat(rows(first)).hasSize(2);
        assertThat(rows(first).get(0)).startsWith("| whole | 32/32 | ");
        assertThat(rows(first).get(1)).startsWith("| four | 4/32/3 | ");
        assertThat(first.out()).contains("`halftone table " + files + "`");
    }

    private Session table(Path files) {
        return Session.of("table", files.toString(), "--out", folder.resolve("runs").toString());
    }

    private static List<String> rows(Session session) {
        return session.out().lines().filter(line -> line.startsWith("| ")).skip(1).toList();
    }

    @Test
    void tellsEveryProblemBeforeAnythingRuns() throws IOException {
        Files.writeString(folder.resolve("a.yaml"), "model: { vti: {} }\n");
        Files.writeString(folder.resolve("b.yaml"), "quantize: 4\n");

        Session session = Session.of("table", folder.toString());

        assertThat(session.exit()).isEqualTo(Exit.PROBLEMS);
        assertThat(session.out()).isEmpty();
        assertThat(session.err()).contains("a.yaml", "b.yaml");
    }

    @Test
    void marksRowsThatCompareWithNothing() {
        Row plain = new Row("plain", "8/8", Map.of("top-1", 82.6), 5.5, 0.4, 500, List.of());
        Row odd = new Row("odd", "4/4", Map.of("top-1", 61.0), 2.75, 80.2, 500, List.of("defect"));

        List<String> lines = ResultsText.lines("halftone table x", List.of(plain, odd));

        assertThat(lines)
                .contains(
                        "| plain | 8/8 | 82.6 | 5.5 | < 1 |",
                        "| odd [1] | 4/4 | 61 | 2.75 | 80 |",
                        "[1] Not to be compared with other rows: defect.");
    }
}
