package dev.halftone.cli;

import dev.halftone.catalog.Kind;
import dev.halftone.catalog.Parameter;
import dev.halftone.catalog.Plugin;
import dev.halftone.plugin.Quantizer;
import dev.halftone.quantize.SiteQuantizer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** All about one plugin: what its record and its source say, and how it stands in a file. */
final class DescribePage {

    private DescribePage() {}

    static String of(Plugin plugin) {
        List<String> lines = new ArrayList<>();
        lines.add(plugin.kind().word() + " " + plugin.id());
        lines.add("  " + plugin.doc());
        lines.add("");
        List<String> comment = Comment.above(plugin.type());
        comment.forEach(line -> lines.add(("  " + line).stripTrailing()));
        if (!comment.isEmpty()) {
            lines.add("");
        }
        lines.addAll(parameters(plugin));
        lines.add("");
        lines.addAll(
                HelpText.columns(
                        List.of(
                                List.of("pack", plugin.pack()),
                                List.of("source", plugin.type().getName()))));
        lines.add("");
        lines.add("example:");
        example(plugin).lines().forEach(line -> lines.add("  " + line));
        return String.join("\n", lines);
    }

    private static List<String> parameters(Plugin plugin) {
        if (plugin.parameters().isEmpty()) {
            return List.of("no parameters");
        }
        List<String> lines = new ArrayList<>(List.of("parameters:"));
        for (Parameter parameter : plugin.parameters()) {
            lines.add("  " + parameter.key() + ": " + parameter.words() + given(parameter));
            lines.add("      " + parameter.doc());
        }
        return lines;
    }

    private static String given(Parameter parameter) {
        return parameter
                .byDefault()
                .map(value -> ", " + value + " by default")
                .orElse(parameter.required() ? ", required" : ", optional");
    }

    /** The plugin where it stands in an experiment file. */
    private static String example(Plugin plugin) {
        String use = use(plugin);
        return switch (plugin.kind()) {
            case QUANTIZER -> "quantize:\n  - " + step(plugin, use);
            case OBSERVER -> "quantize:\n  - { uniform: { bits: 8, observer: { " + use + " } } }";
            case MODEL -> "model: { " + use + " }";
            case DATASET -> "calibrate: { " + use + " }";
            case METRIC -> "evaluate:\n  data: { … }\n  metrics: [ { " + use + " } ]";
        };
    }

    private static String step(Plugin plugin, String use) {
        String own = plugin.type().getAnnotation(Quantizer.class).example();
        boolean perSite = SiteQuantizer.class.isAssignableFrom(plugin.type());
        String whole = "{ " + use + (perSite ? ", sites: \"**:weight\"" : "") + " }";
        return own.isEmpty() ? whole : own;
    }

    private static String use(Plugin plugin) {
        String inside =
                plugin.parameters().stream()
                        .filter(p -> p.required() || plugin.kind() != Kind.MODEL)
                        .filter(p -> p.required() || p.byDefault().isPresent())
                        .limit(4)
                        .map(p -> p.key() + ": " + p.byDefault().orElse("…"))
                        .collect(Collectors.joining(", "));
        return plugin.id() + ": {" + (inside.isEmpty() ? "" : " " + inside + " ") + "}";
    }
}
