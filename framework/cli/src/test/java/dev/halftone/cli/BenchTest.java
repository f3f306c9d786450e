package dev.halftone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchTest {
    @TempDir Path folder;

    private String file() throws IOException {
        return Files.writeString(
                        folder.resolve("small.yaml"),
                        """
                        name: small
                        batch: 8
                        model: { vit: { weights: random, arch: fashion } }
                        calibrate: { fashion-mnist: { split: train, take: 3 } }
                        quantize: [ uniform ]
                        """)
                .toString();
    }

    @Test
    void printsATable() throws IOException {
        Session session = Session.of("bench", file(), "--rounds", "5");

        assertThat(session.exit()).isEqualTo(Exit.DONE);
        assertThat(session.out().lines())
                .satisfiesExactly(
                        head ->
                                assertThat(head)
                                        .matches(
                                                "small +engine +ms per batch of 8 +images/s +ratio"),
                        row -> assertThat(row).matches("float +torch +[0-9.]+ +[0-9.]+ +1\\.00"),
                        row ->
                                assertThat(row)
                                        .matches("simulated +torch +[0-9.]+ +[0-9.]+ +[0-9.]+"),
                        row ->
                                assertThat(row)
                                        .matches("integer +torch +[0-9.]+ +[0-9.]+ +[0-9.]+"));
    }

    @Test
    void printsNothingButJsonWhenAskedFor() throws IOException {
        Session session = Session.of("bench", file(), "--json", "--batch", "2");

        assertThat(session.exit()).isEqualTo(Exit.DONE);
        assertThat(session.out().lines()).hasSize(1);
        JsonObject speed = JsonParser.parseString(session.out()).getAsJsonObject();
        assertThat(speed.keySet()).containsExactlyInAnyOrder("model", "batch", "modes");
        assertThat(speed.get("model").getAsString()).isEqualTo("small");
        assertThat(speed.get("batch").getAsInt()).isEqualTo(2);
        assertThat(speed.getAsJsonArray("modes")).hasSize(3);
        for (JsonElement mode : speed.getAsJsonArray("modes")) {
            assertThat(mode.getAsJsonObject().keySet())
                    .containsExactlyInAnyOrder("mode", "engine", "ms", "ratio");
        }
    }

    @Test
    void measuresTheObserversThatAreAskedForAlone() throws IOException {
        Session session =
                Session.of(
                        "bench", file(), "--calibration", "--rounds", "5", "--observer", "min-max");

        assertThat(session.exit()).isEqualTo(Exit.DONE);
        assertThat(session.out().lines().map(line -> line.split(" ")[0]))
                .containsExactly("small", "float", "min-max");
    }

    @Test
    void refusesAnObserverThatIsNotThere() throws IOException {
        Session session = Session.of("bench", file(), "--calibration", "--observer", "percentil");

        assertThat(session.exit()).isEqualTo(Exit.USAGE);
        assertThat(session.err()).contains("no observer 'percentil'", "'percentile'?");
    }

    @ParameterizedTest
    @CsvSource({"--rounds, 4", "--rounds, many", "--batch, 0", "--batch, -1", "--batch, 1.5"})
    void refusesNumbersThatMakeNoSense(String flag, String value) throws IOException {
        Session session = Session.of("bench", file(), flag, value);

        assertThat(session.exit()).isEqualTo(Exit.USAGE);
        assertThat(session.err()).startsWith("error[wrong-value]: " + flag + " takes");
    }
}
