package dev.halftone.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.halftone.sample.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

final class SchemaTest {
    private static final Path GOLDEN =
            Path.of(System.getProperty("halftone.root"))
                    .resolve("framework/kernel/src/test/resources/golden");
    private final String text = Schema.json(Samples.catalog());
    private final JsonSchema schema =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(text);

    @Test
    void staysTheSameUntilSomeoneLooks() throws IOException {
        Path golden = GOLDEN.resolve("schema.json");
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(golden, text);
        }

        assertThat(text).isEqualTo(Files.readString(golden));
    }

    @Test
    void acceptsWhatTheReaderAccepts() {
        Random random = new Random(2);
        for (int i = 0; i < 80; i++) {
            String experiment = new RandomExperiment(random).text();

            assertThat(wrong(experiment)).as(experiment).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no-model",
                "unknown-key",
                "seed-a-word",
                "device-cuda",
                "mode-typo",
                "batch-zero",
                "unknown-model",
                "unknown-dataset",
                "unknown-quantizer",
                "unknown-metric",
                "unknown-observer",
                "observer-as-quantizer",
                "metric-as-dataset",
                "two-quantizers-in-a-step",
                "parameter-beside-id",
                "parameters-a-number",
                "unknown-parameter",
                "nested-parameter-typo",
                "bits-out-of-range",
                "bits-a-word",
                "keep-out-of-range",
                "flag-yes",
                "enum-typo",
                "list-wanted",
                "list-entry-wrong",
                "nested-record-typo",
                "quantize-a-map",
                "step-without-quantizer",
                "step-site",
                "sites-a-number",
                "sites-empty",
                "evaluate-a-dataset",
                "metrics-empty",
                "step-as-site-quantizer",
                "two-models",
                "unusable-plugin"
            })
    void refusesWhatTheReaderRefuses(String broken) throws IOException {
        String file = Files.readString(GOLDEN.resolve("experiments/" + broken + ".yaml"));

        assertThat(wrong(file)).isNotEmpty();
    }

    private Set<ValidationMessage> wrong(String yaml) {
        LoadSettings settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
        Object value = new Load(settings).loadFromString(yaml);
        return schema.validate(new Gson().toJson(value), InputFormat.JSON);
    }
}
