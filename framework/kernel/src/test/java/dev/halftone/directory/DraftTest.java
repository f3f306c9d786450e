package dev.halftone.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DraftTest {

    @TempDir Path out;

    @Test
    void takesItsNameOnlyWhenFinished() {
        try (Draft draft = Draft.open(out, "x-1", false)) {
            Disk.text(draft.file("scores.json"), "{}");

            assertThat(out.resolve("x-1")).doesNotExist();
            assertThat(out.resolve("x-1.partial/scores.json")).exists();

            assertThat(draft.finish("x-1")).isEqualTo(out.resolve("x-1"));
        }
        assertThat(out).isDirectoryContaining(path -> path.endsWith("x-1"));
        assertThat(out.toFile().list()).containsExactly("x-1");
        assertThat(out.resolve("x-1").toFile().list()).containsExactly("scores.json");
    }

    @Test
    void replacesAnEarlierRunOnlyAfterSuccess() throws IOException {
        finished("old");

        try (Draft draft = Draft.open(out, "x-1", false)) {
            Disk.text(draft.file("scores.json"), "new");
            assertThat(out.resolve("x-1/scores.json")).hasContent("old");
            draft.finish("x-1");
        }

        assertThat(out.resolve("x-1/scores.json")).hasContent("new");
        assertThat(out.toFile().list()).containsExactly("x-1");
    }

    private void finished(String scores) {
        try (Draft draft = Draft.open(out, "x-1", false)) {
            Disk.text(draft.file("scores.json"), scores);
            draft.finish("x-1");
        }
    }

    @Test
    void startsOverWithoutResume() {
        interrupted();

        try (Draft draft = Draft.open(out, "x-1", false)) {
            assertThat(draft.step(1).resolve("page")).doesNotExist();
        }
    }

    @Test
    void keepsWhatIsThereWithResume() {
        interrupted();

        try (Draft draft = Draft.open(out, "x-1", true)) {
            assertThat(draft.step(1).resolve("page")).hasContent("half");
        }
    }

    private void interrupted() {
        try (Draft draft = Draft.open(out, "x-1", false)) {
            Disk.text(draft.step(1).resolve("page"), "half");
        }
    }

    @Test
    void bringsBackAnEarlierRunThatWasPutAside() throws IOException {
        finished("old");
        Files.move(out.resolve("x-1"), out.resolve("x-1.replaced"));

        Draft.open(out, "x-1", false).close();

        assertThat(out.resolve("x-1/scores.json")).hasContent("old");
        assertThat(out.resolve("x-1.replaced")).doesNotExist();
    }

    @Test
    void refusesASecondProcess() {
        try (Draft first = Draft.open(out, "x-1", false)) {
            assertThat(first.file("lock")).exists();

            assertThatThrownBy(() -> Draft.open(out, "x-1", true))
                    .isInstanceOf(ProblemException.class)
                    .hasMessageContaining("another process is at work");
        }
    }

    @Test
    void tellsThatAFileIsInTheWay() throws IOException {
        Path file = Files.writeString(out.resolve("file"), "");

        assertThatThrownBy(() -> Draft.open(file, "x-1", false))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo("cannot-write"));
    }
}
