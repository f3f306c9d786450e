package dev.halftone.catalog;

import dev.halftone.problem.Spot;
import dev.halftone.tell.Findings;
import dev.halftone.yaml.Source;
import dev.halftone.yaml.Tree;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Makes plugins from what a file says of them. Defaults are read like values of the file; whatever
 * is wrong is kept as a problem, and the rest is read on.
 */
public final class Binder {
    private final Catalog catalog;
    private final Path folder;
    private final Function<Class<?>, Object> injected;
    private final Findings findings;

    /**
     * @param folder that relative paths of defaults start from, absolute
     * @param injected what a record is given for components that are not parameters
     * @param findings where problems go
     */
    public Binder(
            Catalog catalog, Path folder, Function<Class<?>, Object> injected, Findings findings) {
        this.catalog = catalog;
        this.folder = folder;
        this.injected = injected;
        this.findings = findings;
    }

    /**
     * A plugin, made.
     *
     * @param parameters every parameter that has a value, as it would be written
     */
    public record Made(Plugin plugin, Object instance, Map<String, Object> parameters) {}

    Findings findings() {
        return findings;
    }

    /** Where relative paths start: the folder of the file that a value stands in. */
    Path folder(Spot spot) {
        return switch (spot.file()) {
            case Source.DEFAULT -> folder;
            case Source.SETTING -> Path.of("").toAbsolutePath();
            default -> parent(Path.of(spot.file()));
        };
    }

    private static Path parent(Path file) {
        return file.toAbsolutePath().resolveSibling("").normalize();
    }

    /** Reads one value that is not a plugin's. */
    public Optional<Object> value(ParameterType type, Tree tree, String name, String doc) {
        return type.read(tree, new Slot(name, doc, this)).map(Bound::value);
    }

    /**
     * Reads {@code id} or {@code id: { parameters }}.
     *
     * @param type what the plugin has to implement, besides being of the kind
     * @param place as messages call it, with quotes if it is a key
     * @param beside keys that may stand beside the id; others read them
     */
    public Optional<Made> use(
            Kind kind, Class<?> type, Tree tree, String place, Set<String> beside) {
        Optional<Reference.Found> found =
                new Reference(catalog, findings, kind, place).read(tree, beside);
        return found.flatMap(f -> find(kind, type, f).flatMap(plugin -> make(plugin, f)));
    }

    private Optional<Plugin> find(Kind kind, Class<?> type, Reference.Found found) {
        Optional<Plugin> plugin = catalog.find(kind, found.id().text());
        if (plugin.isEmpty()) {
            findings.add(Unknown.plugin(catalog, kind, found.id()));
            return Optional.empty();
        }
        if (!type.isAssignableFrom(plugin.get().type())) {
            findings.add(Unknown.otherWay(catalog, plugin.get(), type, found.id().spot()));
            return Optional.empty();
        }
        return plugin;
    }

    @SuppressWarnings("unchecked")
    private Optional<Made> make(Plugin plugin, Reference.Found found) {
        String owner = plugin.kind().word() + " '" + plugin.id() + "'";
        return fields(plugin, found)
                .flatMap(fields -> make(Recipe.of(plugin.type()), fields, found.id().spot(), owner))
                .map(bound -> new Made(plugin, bound.value(), (Map<String, Object>) bound.plain()));
    }

    private Optional<Tree.Fields> fields(Plugin plugin, Reference.Found found) {
        Tree value = found.parameters();
        if (value instanceof Tree.Scalar scalar && scalar.is(Tree.Kind.NOTHING)) {
            return Optional.of(new Tree.Fields(List.of(), found.id().spot()));
        }
        if (value instanceof Tree.Fields fields) {
            return Optional.of(fields);
        }
        String example = plugin.parameters().stream().map(Parameter::key).findFirst().orElse("");
        String inside = example.isEmpty() ? "{}" : "{ " + example + ": … }";
        findings.add(
                "wrong-type",
                value.spot(),
                "'" + plugin.id() + "' takes a map of parameters" + value.instead(),
                Optional.of("write " + plugin.id() + ": " + inside));
        return Optional.empty();
    }

    /** Makes a record; its plain form is the map of its parameters. */
    Optional<Bound> make(Recipe recipe, Tree.Fields fields, Spot place, String owner) {
        return Assembly.of(this, injected, recipe, fields, place, owner);
    }
}
