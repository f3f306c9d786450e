package dev.halftone.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halftone.engine.Statistic;
import dev.halftone.site.Site;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is gathered from calibration data, and in how many passes. */
final class GatheringTest {
    private ToyRuns toys;

    @BeforeEach
    void start(@TempDir Path folder) {
        toys = new ToyRuns(folder);
    }

    @Test
    void gathersForAllLeadingStepsInOnePass() {
        toys.run(
                """
                - { cover: { bits: 4 }, sites: "**:activation" }
                - { cover: { bits: 8 }, sites: "fc2:input" }
                - cover-channels
                """);

        assertThat(toys.passes()).hasSize(1);
        assertThat(toys.passes().get(0).keySet())
                .extracting(Site::id)
                .containsExactlyInAnyOrder("fc1:input", "fc2:input");
    }

    @Test
    void gathersWhatIsAskedLaterInOneMorePass() {
        toys.run("- { curious: {}, sites: \"**:activation\" }");

        assertThat(toys.passes()).hasSize(2);
        assertThat(toys.passes().get(0).values()).containsOnly(Set.of(new Statistic.Counts()));
        assertThat(toys.passes()).allSatisfy(pass -> assertThat(pass).hasSize(2));
    }

    @Test
    void gathersNothingForWeights() {
        toys.run("- { cover: {}, sites: \"**:weight\" }");

        assertThat(toys.passes()).isEmpty();
    }

    @Test
    void gathersAgainWhenAStepChangedTheNetwork() {
        toys.run(
                """
                - { cover: {}, sites: "**:activation" }
                - { keep-float: {}, sites: "fc2:input" }
                - { halve: {}, sites: "**:weight" }
                - { cover: {}, sites: "**:activation" }
                """);

        assertThat(toys.passes()).hasSize(2);
    }

    @Test
    void keepsWhatIsGatheredWhenAStepOnlyDecides() {
        toys.run(
                """
                - { cover: {}, sites: "fc1:input" }
                - { keep-float: {}, sites: "fc2:input" }
                - { cover: { bits: 4 }, sites: "fc1:input" }
                """);

        assertThat(toys.passes()).hasSize(1);
    }
}
