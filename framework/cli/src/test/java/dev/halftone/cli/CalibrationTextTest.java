package dev.halftone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.halftone.bench.CalibrationSpeed;
import dev.halftone.bench.CalibrationSpeed.Cost;
import dev.halftone.bench.CalibrationSpeed.Learning;
import dev.halftone.bench.CalibrationSpeed.Peak;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CalibrationTextTest {
    private static final CalibrationSpeed SPEED =
            new CalibrationSpeed(
                    "small",
                    8,
                    61,
                    10,
                    List.of(
                            new Cost("min-max", 12, 1.2, 1.1, 3, Optional.of(new Peak(400, 401))),
                            new Cost("odd", 20, 2, 1.5, 0, Optional.empty())),
                    Optional.of(new Learning("reconstruct", 32, 390, 100)));

    @Test
    void putsObserversInOneTableAndTheStepBelow() {
        assertThat(CalibrationText.table(SPEED))
                .containsExactly(
                        "small    ms per batch of 8  ratio  inputs alone  deciding ms  MiB  MiB, 4 × images",
                        "float    10.0               1.00   1.00",
                        "min-max  12.0               1.20   1.10          3            400  401",
                        "odd      20.0               2.00   1.50          0",
                        "one step     ms per 32 rows  ratio",
                        "float        100.0           1.00",
                        "reconstruct  390.0           3.90");
    }

    @Test
    void givesEverythingInOneLineOfJson() {
        String line = CalibrationText.json(SPEED);

        assertThat(line.lines()).hasSize(1);
        JsonObject all = JsonParser.parseString(line).getAsJsonObject();
        assertThat(all.keySet())
                .containsExactlyInAnyOrder(
                        "model", "batch", "sites", "float_ms", "observers", "learning");
        assertThat(all.getAsJsonArray("observers").get(0).getAsJsonObject().keySet())
                .containsExactlyInAnyOrder(
                        "observer",
                        "ms",
                        "ratio",
                        "ratio_inputs",
                        "deciding_ms",
                        "peak_mib",
                        "peak_mib_fourfold");
        JsonObject step = all.getAsJsonArray("learning").get(0).getAsJsonObject();
        assertThat(step.get("ratio").getAsDouble()).isEqualTo(3.9);
    }
}
