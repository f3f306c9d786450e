package dev.halftone.tck;

import com.google.gson.Gson;
import dev.halftone.catalog.Binder;
import dev.halftone.catalog.Catalog;
import dev.halftone.catalog.Parameter;
import dev.halftone.catalog.Plugin;
import dev.halftone.plugin.Seed;
import dev.halftone.tell.Findings;
import dev.halftone.yaml.Source;
import dev.halftone.yaml.Tree;
import dev.halftone.yaml.YamlText;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A plugin under examination.
 *
 * @param catalog where it and the plugins it may hold are known
 * @param plugin which one
 * @param example parameters to make it with, as in a file; empty for defaults alone
 */
record Specimen(Catalog catalog, Plugin plugin, String example) {

    /** Made from the example. */
    Object make() {
        return made().instance();
    }

    /** Made from the example, with what was written down for it. */
    Binder.Made made() {
        return read(example);
    }

    /** Made with one parameter set. */
    Object with(String key, String value) {
        String rest = example.strip();
        String others = rest.isEmpty() ? "" : ", " + rest.replaceAll("^\\{|\\}$", "").strip();
        return read("{ " + key + ": " + value + others + " }").instance();
    }

    /** Made from parameters written down before. */
    Binder.Made again(Map<String, Object> parameters) {
        return read(new Gson().toJson(parameters));
    }

    /** Whether defaults and example give every parameter that must be given. */
    boolean isComplete() {
        return !example.isEmpty() || plugin.parameters().stream().noneMatch(Parameter::required);
    }

    private Binder.Made read(String parameters) {
        Findings findings = new Findings();
        String text =
                parameters.isBlank() ? plugin.id() : "{ " + plugin.id() + ": " + parameters + " }";
        Binder binder =
                new Binder(catalog, Path.of("").toAbsolutePath(), type -> new Seed(7), findings);
        Optional<Tree> tree = YamlText.read(Source.of("contract", text), text, findings);
        Class<?> type =
                plugin.kind().interfaces().stream()
                        .filter(i -> i.isAssignableFrom(plugin.type()))
                        .findFirst()
                        .orElseThrow();
        Optional<Binder.Made> made =
                tree.flatMap(t -> binder.use(plugin.kind(), type, t, "the contract", Set.of()));
        findings.throwIfAny();
        return made.orElseThrow();
    }
}
