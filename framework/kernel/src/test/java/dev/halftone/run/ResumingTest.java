package dev.halftone.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.halftone.problem.ProblemException;
import dev.halftone.report.Summary;
import dev.halftone.toy.Slow;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that were killed, and what is left of them. */
final class ResumingTest {
    private ToyRuns toys;

    @BeforeEach
    void start(@TempDir Path folder) {
        toys = new ToyRuns(folder);
    }

    @AfterEach
    void live() {
        Slow.LIVES.set(Integer.MAX_VALUE);
    }

    @Test
    void resumesAKilledStepWithTheSameBits() {
        String steps =
                """
                - { cover: {}, sites: "**:activation" }
                - { halve: {}, sites: "fc2:weight" }
                - { slow: {}, sites: "fc1:weight" }
                - { cover-channels: {}, sites: "**:weight" }
                - { cover: {}, sites: "fc2:input" }
                """;
        Summary whole = toys.run(steps, "whole", false);

        Slow.LIVES.set(4);
        catchThrowableOfType(RuntimeException.class, () -> toys.run(steps, "killed", false));
        assertThat(toys.folder().resolve("killed").toFile().list())
                .singleElement()
                .satisfies(name -> assertThat(name).endsWith(".partial"));
        Slow.LIVES.set(6);
        Summary resumed = toys.run(steps, "killed", true);

        ToyRuns.assertSame(whole.directory(), resumed.directory());
        assertThat(resumed.directory().resolve("journal.log"))
                .content()
                .contains("killed", "resuming after 2 of 5 steps");
        assertThat(resumed.directory().resolve("steps")).doesNotExist();
    }

    @Test
    void startsOverWithoutResume() {
        Slow.LIVES.set(4);
        String steps = "- { slow: {}, sites: \"fc1:weight\" }";
        catchThrowableOfType(RuntimeException.class, () -> toys.run(steps));
        Slow.LIVES.set(6);

        assertThat(catchThrowableOfType(RuntimeException.class, () -> toys.run(steps))).isNotNull();
    }

    @Test
    void leavesTheEarlierRunWhereANewOneFails() {
        String steps = "- { slow: {}, sites: \"fc1:weight\" }";
        Path run = toys.run(steps).directory();
        Slow.LIVES.set(2);

        catchThrowableOfType(RuntimeException.class, () -> toys.run(steps));

        assertThat(run.resolve("scores.json")).exists();
    }

    @Test
    void tellsThatAStepFailed() {
        Slow.LIVES.set(0);

        ProblemException thrown =
                catchThrowableOfType(
                        ProblemException.class,
                        () -> toys.run("- { slow: {}, sites: \"fc1:weight\" }"));

        assertThat(thrown).hasMessage("quantize[0] slow failed: killed");
    }
}
