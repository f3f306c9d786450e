package dev.halftone.experiment;

import dev.halftone.catalog.Catalog;
import dev.halftone.catalog.Kind;
import dev.halftone.catalog.Parameter;
import dev.halftone.catalog.Plugin;
import dev.halftone.catalog.SchemaParts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** The schemas of plugins and of their parameters. */
final class PluginSchemas implements SchemaParts {
    private static final String NAME = "^\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}$";

    /** A text that is one variable of the environment. */
    static final Map<String, Object> VARIABLE = Map.of("pattern", NAME);

    private final Catalog catalog;

    PluginSchemas(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Every plugin's parameters, by kind and id. */
    Map<String, Object> definitions() {
        Map<String, Object> all = new LinkedHashMap<>();
        for (Plugin plugin : catalog.plugins()) {
            Map<String, Object> schema = parameters(plugin.parameters(), false);
            schema.put("type", List.of("object", "null"));
            all.put(name(plugin), described(schema, plugin.doc()));
        }
        return all;
    }

    private static String name(Plugin plugin) {
        return plugin.kind().word() + "." + plugin.id();
    }

    /** A plugin whose required parameters may come from a file that is extended. */
    Map<String, Object> inherited(Kind kind, String doc) {
        return described(use(all(kind, Object.class), false, Map.of()), doc);
    }

    @Override
    public Map<String, Object> plugin(Kind kind, Class<?> type) {
        return use(all(kind, type), true, Map.of());
    }

    /** The steps: lists are never merged, so each is complete. */
    Map<String, Object> steps() {
        Map<String, Object> selector = Map.of("type", "string", "minLength", 1);
        Map<String, Object> several = Map.of("type", "array", "minItems", 1, "items", selector);
        Map<String, Object> beside = new LinkedHashMap<>();
        beside.put(
                "sites",
                described(
                        Map.of("anyOf", List.of(selector, several)),
                        "Paths, roles and labels: \"**:weight\", \"blocks.*.attn\", \"stage=4\"."));
        beside.put(
                "because",
                described(
                        Map.of("type", List.of("string", "number")),
                        "The reason, for the report."));
        Map<String, Object> step = use(all(Kind.QUANTIZER, Object.class), true, beside);
        return described(
                Map.of("type", "array", "items", step),
                "Steps, in order; a later one replaces an earlier one's decision.");
    }

    private List<Plugin> all(Kind kind, Class<?> type) {
        return catalog.plugins().stream()
                .filter(p -> p.kind() == kind && type.isAssignableFrom(p.type()))
                .toList();
    }

    private static Map<String, Object> use(
            List<Plugin> plugins, boolean complete, Map<String, Object> beside) {
        List<Object> words = new ArrayList<>();
        List<Object> one = new ArrayList<>();
        Map<String, Object> properties = new LinkedHashMap<>();
        for (Plugin plugin : plugins) {
            List<String> required = complete ? required(plugin.parameters()) : List.of();
            if (required.isEmpty()) {
                words.add(described(Map.of("const", plugin.id()), plugin.doc()));
            }
            one.add(required(plugin.id()));
            properties.put(plugin.id(), reference(plugin, required));
        }
        words.add(VARIABLE);
        properties.putAll(beside);
        Map<String, Object> map = object(properties);
        if (!one.isEmpty()) {
            map.put("oneOf", one);
        }
        return Map.of("anyOf", List.of(Map.of("type", "string", "anyOf", words), map));
    }

    private static Map<String, Object> reference(Plugin plugin, List<String> required) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$ref", "#/$defs/" + name(plugin));
        if (!required.isEmpty()) {
            schema.put("type", "object");
            schema.put("required", required);
        }
        return schema;
    }

    private static List<String> required(List<Parameter> parameters) {
        return parameters.stream().filter(Parameter::required).map(Parameter::key).toList();
    }

    @Override
    public Map<String, Object> parameters(List<Parameter> parameters, boolean complete) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            Map<String, Object> schema = described(parameter.takes().schema(this), parameter.doc());
            parameter.byDefault().ifPresent(text -> schema.put("default", json(text)));
            properties.put(parameter.key(), schema);
        }
        Map<String, Object> object = object(properties);
        List<String> required = complete ? required(parameters) : List.of();
        if (!required.isEmpty()) {
            object.put("required", required);
        }
        return object;
    }

    /** A default, written as in a file. */
    private static Object json(String text) {
        LoadSettings settings = LoadSettings.builder().setSchema(new CoreSchema()).build();
        return new Load(settings).loadFromString(text);
    }

    @Override
    public Map<String, Object> orVariable(String type) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", List.of(type, "string"));
        schema.put("pattern", NAME);
        return schema;
    }

    @Override
    public Map<String, Object> wordOrVariable(List<String> words) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "string");
        schema.put("anyOf", List.of(Map.of("enum", words), VARIABLE));
        return schema;
    }

    static Map<String, Object> object(Map<String, Object> properties) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("type", "object");
        object.put("properties", properties);
        object.put("additionalProperties", false);
        return object;
    }

    static Map<String, Object> required(String key) {
        return Map.of("required", List.of(key));
    }

    static Map<String, Object> described(Map<String, Object> schema, String doc) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("description", doc);
        schema.keySet().stream().sorted().forEach(key -> all.put(key, schema.get(key)));
        return all;
    }
}
