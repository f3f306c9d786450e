package dev.halftone.experiment;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import dev.halftone.catalog.Catalog;
import dev.halftone.catalog.Kind;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The JSON Schema (2020-12) of experiment files, for editors: what plugins there are, what their
 * parameters take, and what everything is for. It knows less than the reader: not what {@code
 * extends} brings, nor what a type reads by itself.
 */
public final class Schema {
    private final PluginSchemas plugins;

    private Schema(Catalog catalog) {
        this.plugins = new PluginSchemas(catalog);
    }

    /** The text of the schema, always the same for the same plugins. */
    public static String json(Catalog catalog) {
        Gson gson = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
        return gson.toJson(ordered(new Schema(catalog).root())) + "\n";
    }

    /** Maps that have no order of their own get one. */
    private static Object ordered(Object json) {
        if (json instanceof Map<?, ?> map) {
            Map<String, Object> copy =
                    map instanceof LinkedHashMap ? new LinkedHashMap<>() : new TreeMap<>();
            map.forEach((key, value) -> copy.put(key.toString(), ordered(value)));
            return copy;
        }
        return json instanceof List<?> list ? list.stream().map(Schema::ordered).toList() : json;
    }

    private Map<String, Object> root() {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", "Halftone experiment");
        root.putAll(PluginSchemas.object(sections()));
        root.put(
                "anyOf",
                List.of(PluginSchemas.required("model"), PluginSchemas.required("extends")));
        root.put("$defs", plugins.definitions());
        return root;
    }

    private Map<String, Object> sections() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("extends", text("A file to inherit from, relative to this one."));
        all.put("name", name());
        all.put("seed", whole("Decides everything random.", 0));
        all.put("device", device());
        List<String> modes = Arrays.stream(Mode.values()).map(Mode::word).toList();
        all.put("mode", words(modes, "How the plan is carried out."));
        all.put("engine", words(Header.ENGINES, "What computes."));
        all.put("batch", with(whole("Pictures that are computed together.", 8), "minimum", 1));
        all.put("model", plugins.inherited(Kind.MODEL, "The network."));
        all.put("calibrate", plugins.inherited(Kind.DATASET, "The calibration data."));
        all.put("quantize", plugins.steps());
        all.put(
                "quantize" + Layering.MORE,
                more(plugins.steps(), "Steps after those of the extended file."));
        all.put("evaluate", evaluate());
        return all;
    }

    private static Map<String, Object> name() {
        return PluginSchemas.described(
                Map.of("type", List.of("string", "number"), "pattern", "^[a-z0-9-]+$"),
                "Else the file's name.");
    }

    private static Map<String, Object> device() {
        Map<String, Object> device = text("Where to compute: auto, cpu or gpu:N.");
        device.put(
                "anyOf",
                List.of(
                        Map.of("enum", List.of("auto", "cpu", "gpu:0")),
                        Map.of("pattern", "^gpu:[0-9]{1,3}$"),
                        PluginSchemas.VARIABLE));
        return with(device, "default", "auto");
    }

    private Map<String, Object> words(List<String> words, String doc) {
        return with(PluginSchemas.described(plugins.wordOrVariable(words), doc), "default", "auto");
    }

    private Map<String, Object> whole(String doc, int byDefault) {
        return with(
                PluginSchemas.described(plugins.orVariable("integer"), doc), "default", byDefault);
    }

    private Map<String, Object> evaluate() {
        Map<String, Object> metrics = new LinkedHashMap<>();
        metrics.put("description", "How to score the answers.");
        metrics.put("type", "array");
        metrics.put("minItems", 1);
        metrics.put("items", plugins.plugin(Kind.METRIC, Object.class));
        Map<String, Object> added = more(metrics, "More scores than the extended file's.");
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("data", plugins.inherited(Kind.DATASET, "What to answer."));
        parts.put("metrics", metrics);
        parts.put("metrics" + Layering.MORE, added);
        return PluginSchemas.described(PluginSchemas.object(parts), "What to score on.");
    }

    private static Map<String, Object> text(String doc) {
        return PluginSchemas.described(Map.of("type", "string"), doc);
    }

    private static Map<String, Object> more(Map<String, Object> list, String doc) {
        return with(new LinkedHashMap<>(list), "description", doc);
    }

    private static Map<String, Object> with(Map<String, Object> schema, String key, Object value) {
        schema.put(key, value);
        return schema;
    }
}
