package dev.halftone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.halftone.catalog.Catalog;
import dev.halftone.experiment.Effective;
import dev.halftone.experiment.Experiment;
import dev.halftone.experiment.ExperimentReader;
import dev.halftone.experiment.Schema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Every experiment that is shipped can be read, whatever its variables are set to. */
final class ExperimentFilesTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("halftone.root")).resolve("experiments");
    private static final Catalog CATALOG = Catalog.scan(List.of());
    private static final JsonSchema SCHEMA =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(Schema.json(CATALOG));

    static Stream<Path> experiments() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("experiments")
    void readsBackAsItWasRead(Path file, @TempDir Path elsewhere) throws IOException {
        Experiment experiment = read(file, variables());

        Path effective = elsewhere.resolve("experiment.yaml");
        Files.writeString(effective, Effective.yaml(experiment));
        Experiment again = read(effective, Map.of());

        assertThat(Effective.yaml(again)).isEqualTo(Effective.yaml(experiment));
        assertThat(again.model()).isEqualTo(experiment.model());
        assertThat(again.calibrate()).isEqualTo(experiment.calibrate());
        assertThat(again.evaluate()).isEqualTo(experiment.evaluate());
    }

    @ParameterizedTest
    @MethodSource("experiments")
    void agreesWithTheSchemaThatItNames(Path file) throws IOException {
        String text = Files.readString(file);
        LoadSettings settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
        String json = new Gson().toJson(new Load(settings).loadFromString(text));

        assertThat(SCHEMA.validate(json, InputFormat.JSON)).isEmpty();
        Matcher modeline =
                Pattern.compile("# yaml-language-server: \\$schema=(\\S+)").matcher(text);
        assertThat(modeline.find()).as("the first line names the schema").isTrue();
        assertThat(file.resolveSibling(modeline.group(1)).normalize())
                .isEqualTo(FOLDER.resolve("schema.json"));
    }

    @Test
    void schemaBesideTheExperimentsKnowsEveryPlugin() throws IOException {
        Path shipped = FOLDER.resolve("schema.json");
        if ("write".equals(System.getProperty("golden"))) {
            Files.writeString(shipped, Schema.json(CATALOG));
        }

        assertThat(Files.readString(shipped))
                .as("a plugin changed: ./halftone schema > experiments/schema.json")
                .isEqualTo(Schema.json(CATALOG));
    }

    @Test
    void everyPluginOfTheProductCanBeUsed() {
        assertThat(CATALOG.unusable()).isEmpty();
        assertThat(CATALOG.problems()).isEmpty();
        assertThat(CATALOG.plugins()).hasSizeGreaterThan(10);
    }

    private static Experiment read(Path file, Map<String, String> environment) {
        return new ExperimentReader(CATALOG, environment).read(file, List.of());
    }

    /** A value for every variable that any experiment names. */
    private static Map<String, String> variables() throws IOException {
        Map<String, String> variables = new HashMap<>();
        for (Path file : experiments().toList()) {
            Matcher names = Pattern.compile("\\$\\{(\\w+)}").matcher(Files.readString(file));
            while (names.find()) {
                variables.put(names.group(1), "/somewhere");
            }
        }
        return variables;
    }
}
