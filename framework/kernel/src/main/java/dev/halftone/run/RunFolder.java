package dev.halftone.run;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A finished run, to be read.
 *
 * @param path where it lies
 */
record RunFolder(Path path) {

    static final String EXPERIMENT = "experiment.yaml";
    static final String SCORES = "scores.json";
    static final String PLAN = "plan.json";
    static final String TIMING = "timing.json";
    static final String MANIFEST = "manifest.json";
    static final String OUTPUTS = "outputs.safetensors";
    static final String SITES = "sites.csv";

    private static final List<String> FILES = List.of(EXPERIMENT, SCORES, MANIFEST, PLAN);

    /** Whether a finished run is there. */
    static boolean isIn(Path path) {
        return FILES.stream().allMatch(file -> Files.isRegularFile(path.resolve(file)));
    }

    /**
     * @throws ProblemException when it is no finished run
     */
    static RunFolder of(Path path) {
        if (!Files.isDirectory(path)) {
            throw noRun(path, "there is no such folder");
        }
        for (String file : FILES) {
            if (!Files.isRegularFile(path.resolve(file))) {
                throw noRun(path, "it has no " + file);
            }
        }
        if (path.toString().endsWith(".partial")) {
            throw noRun(path, "it is not finished");
        }
        return new RunFolder(path);
    }

    private static ProblemException noRun(Path path, String why) {
        return new ProblemException(
                Problem.of("no-run", "'" + path + "' is no finished run: " + why));
    }

    String name() {
        return path.toAbsolutePath().normalize().getFileName().toString();
    }

    boolean has(String file) {
        return Files.isRegularFile(path.resolve(file));
    }

    byte[] bytes(String file) {
        try {
            return Files.readAllBytes(path.resolve(file));
        } catch (IOException e) {
            throw new ProblemException(unreadable(file), e);
        }
    }

    String text(String file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    private Problem unreadable(String file) {
        return Problem.of("unreadable-run", "cannot read " + path.resolve(file));
    }

    /** Every value of a JSON file by its path. */
    Map<String, String> json(String file) {
        try {
            return Flat.json(JsonParser.parseString(text(file)));
        } catch (JsonParseException e) {
            throw new ProblemException(unreadable(file), e);
        }
    }

    /** Every value of the effective experiment by its path. */
    Map<String, String> experiment() {
        try {
            Object yaml =
                    new Load(LoadSettings.builder().setLabel(EXPERIMENT).build())
                            .loadFromString(text(EXPERIMENT));
            return Flat.yaml(yaml);
        } catch (YamlEngineException e) {
            throw new ProblemException(unreadable(EXPERIMENT), e);
        }
    }

    /** Flattens trees: {@code quantize[1].uniform.bits}. */
    private static final class Flat {

        private final Map<String, String> values = new TreeMap<>(new ByNumbers());

        static Map<String, String> yaml(Object tree) {
            Flat flat = new Flat();
            flat.addYaml("", tree);
            return flat.values;
        }

        static Map<String, String> json(JsonElement tree) {
            Flat flat = new Flat();
            flat.addJson("", tree);
            return flat.values;
        }

        private void addYaml(String path, Object value) {
            if (value instanceof Map<?, ?> map && !map.isEmpty()) {
                map.forEach((key, held) -> addYaml(join(path, key.toString()), held));
            } else if (value instanceof Iterable<?> list && list.iterator().hasNext()) {
                int index = 0;
                for (Object held : list) {
                    addYaml(path + "[" + index++ + "]", held);
                }
            } else {
                values.put(path, String.valueOf(value));
            }
        }

        private void addJson(String path, JsonElement value) {
            if (value.isJsonObject()) {
                value.getAsJsonObject()
                        .entrySet()
                        .forEach(entry -> addJson(join(path, entry.getKey()), entry.getValue()));
            } else if (value.isJsonArray()) {
                for (int i = 0; i < value.getAsJsonArray().size(); i++) {
                    addJson(path + "[" + i + "]", value.getAsJsonArray().get(i));
                }
            } else {
                values.put(path, value.isJsonNull() ? "null" : value.getAsString());
            }
        }

        private static String join(String path, String key) {
            return path.isEmpty() ? key : path + "." + key;
        }
    }
}
