package dev.halftone.catalog;

import dev.halftone.problem.Spot;
import dev.halftone.tell.Findings;
import dev.halftone.yaml.Source;
import dev.halftone.yaml.Tree;
import dev.halftone.yaml.YamlText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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

    /** A plugin, made. */
    public record Made(Plugin plugin, Object instance, Map<String, Object> parameters) {}

    /** Where relative paths start: the folder of the file that a value stands in. */
    Path folder(Spot spot) {
        return switch (spot.file()) {
            case Source.DEFAULT -> folder;
            case Source.SETTING -> Path.of("").toAbsolutePath();
            default ->
                    Path.of(spot.file())
                            .toAbsolutePath()
                            .normalize()
                            .resolveSibling("")
                            .normalize();
        };
    }

    Findings findings() {
        return findings;
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
        return new Reference(catalog, findings, kind, place)
                .read(tree, beside)
                .flatMap(found -> find(kind, type, found))
                .flatMap(this::make);
    }

    private record Known(Plugin plugin, Reference.Found found) {}

    private Optional<Known> find(Kind kind, Class<?> type, Reference.Found found) {
        Optional<Plugin> plugin = catalog.find(kind, found.id().text());
        if (plugin.isEmpty()) {
            findings.add(Unknown.plugin(catalog, kind, found.id()));
            return Optional.empty();
        }
        if (!type.isAssignableFrom(plugin.get().type())) {
            findings.add(Unknown.otherWay(catalog, plugin.get(), type, found.id().spot()));
            return Optional.empty();
        }
        return plugin.map(p -> new Known(p, found));
    }

    private Optional<Made> make(Known known) {
        Plugin plugin = known.plugin();
        Tree.Scalar id = known.found().id();
        String owner = plugin.kind().word() + " '" + plugin.id() + "'";
        return fields(plugin, known.found())
                .flatMap(
                        fields -> {
                            Map<String, Object> plain = new LinkedHashMap<>();
                            Recipe recipe = Recipe.of(plugin.type());
                            return make(recipe, fields, id.spot(), owner, plain)
                                    .map(record -> new Made(plugin, record, plain));
                        });
    }

    private Optional<Tree.Fields> fields(Plugin plugin, Reference.Found found) {
        Optional<Tree> value = found.parameters();
        if (value.isEmpty() || value.get() instanceof Tree.Scalar s && s.is(Tree.Kind.NOTHING)) {
            return Optional.of(new Tree.Fields(List.of(), found.id().spot()));
        }
        if (value.get() instanceof Tree.Fields fields) {
            return Optional.of(fields);
        }
        String example = plugin.parameters().stream().map(Parameter::key).findFirst().orElse("");
        String inside = example.isEmpty() ? "{}" : "{ " + example + ": … }";
        findings.add(
                "wrong-type",
                value.get().spot(),
                "'" + plugin.id() + "' takes a map of parameters, not " + value.get().words(),
                Optional.of("write " + plugin.id() + ": " + inside));
        return Optional.empty();
    }

    /**
     * Makes a record.
     *
     * @param place where the record's name stands
     * @param owner as messages call it, quotes included
     * @param plain is given every parameter that has a value, as it would be written
     */
    Optional<Record> make(
            Recipe recipe,
            Tree.Fields fields,
            Spot place,
            String owner,
            Map<String, Object> plain) {
        List<String> keys = recipe.keys();
        int before = findings.count();
        for (Tree.Field field : fields.fields()) {
            if (!keys.contains(field.name())) {
                findings.add(Unknown.parameter(owner, field.key(), keys));
            }
        }
        Optional<Record> made = assemble(recipe, fields, place, owner, plain);
        return made.filter(record -> findings.count() == before);
    }

    private Optional<Record> assemble(
            Recipe recipe,
            Tree.Fields fields,
            Spot place,
            String owner,
            Map<String, Object> plain) {
        List<Object> arguments = new ArrayList<>();
        int before = findings.count();
        for (Recipe.Ingredient ingredient : recipe.ingredients()) {
            if (ingredient instanceof Recipe.Written written) {
                read(written, fields, place, owner, plain).ifPresent(arguments::add);
            } else if (ingredient instanceof Recipe.Spread spread) {
                assemble(spread.recipe(), fields, place, owner, plain).ifPresent(arguments::add);
            } else if (ingredient instanceof Recipe.Injected given) {
                arguments.add(injected.apply(given.type()));
            }
        }
        return findings.count() == before
                ? Making.record(recipe.constructor(), arguments, place, owner, findings)
                : Optional.empty();
    }

    private Optional<Object> read(
            Recipe.Written written,
            Tree.Fields fields,
            Spot place,
            String owner,
            Map<String, Object> plain) {
        Parameter parameter = written.parameter();
        Optional<Tree> given = fields.find(parameter.key()).map(Tree.Field::value);
        Optional<Tree> tree = given.or(() -> parameter.byDefault().flatMap(this::parsed));
        if (tree.isEmpty()) {
            if (parameter.required()) {
                findings.add(Unknown.missing(owner, parameter, place));
            }
            return written.type().absent().map(Bound::value);
        }
        Slot slot = new Slot(parameter.key(), parameter.doc(), this);
        Optional<Bound> bound = written.type().read(tree.get(), slot);
        bound.ifPresent(b -> plain.put(parameter.key(), b.plain()));
        return bound.map(Bound::value);
    }

    private Optional<Tree> parsed(String byDefault) {
        return YamlText.read(Source.of(Source.DEFAULT, byDefault), byDefault, findings);
    }

    /** Why a default cannot be read, if it cannot. */
    Optional<String> wrongDefault(Recipe.Written written) {
        int before = findings.count();
        read(
                written,
                new Tree.Fields(List.of(), Source.of(Source.DEFAULT, "").start()),
                Source.of(Source.DEFAULT, "").start(),
                "",
                new LinkedHashMap<>());
        return findings.count() == before
                ? Optional.empty()
                : Optional.of(findings.inOrder().get(before).message());
    }
}
