package dev.halftone.catalog;

import dev.halftone.problem.Spot;
import dev.halftone.tell.Findings;
import dev.halftone.tell.Hint;
import dev.halftone.yaml.Scalars;
import dev.halftone.yaml.Source;
import dev.halftone.yaml.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the one plugin key where a file names a plugin. */
final class Reference {
    /** What stands beside a step's quantizer, and therefore is no quantizer's name. */
    static final Set<String> BESIDE_STEPS = Set.of("because", "sites");

    private final Catalog catalog;
    private final Findings findings;
    private final Kind kind;
    private final String place;

    Reference(Catalog catalog, Findings findings, Kind kind, String place) {
        this.catalog = catalog;
        this.findings = findings;
        this.kind = kind;
        this.place = place;
    }

    /**
     * @param id as written
     * @param parameters what follows the id, perhaps nothing
     */
    record Found(Tree.Scalar id, Tree parameters) {}

    Optional<Found> read(Tree tree, Set<String> beside) {
        if (tree instanceof Tree.Scalar scalar && scalar.is(Tree.Kind.TEXT)) {
            return Optional.of(new Found(scalar, Scalars.of("", true, scalar.spot())));
        }
        if (tree instanceof Tree.Fields fields && !fields.fields().isEmpty()) {
            return only(fields, beside);
        }
        findings.add(
                "wrong-type",
                tree.spot(),
                place + " takes " + kind.withArticle() + tree.instead(),
                Optional.of(Unknown.listed(catalog, kind)));
        return Optional.empty();
    }

    private Optional<Found> only(Tree.Fields fields, Set<String> beside) {
        List<Tree.Field> names =
                fields.fields().stream().filter(f -> !beside.contains(f.name())).toList();
        if (names.isEmpty()) {
            findings.add(
                    "no-plugin",
                    fields.fields().get(0).key().spot(),
                    place + " names no " + kind.word(),
                    Optional.of(Unknown.listed(catalog, kind)));
            return Optional.empty();
        }
        List<Tree.Field> plugins = names.stream().filter(f -> isPlugin(f.name())).toList();
        Tree.Field first = plugins.isEmpty() ? names.get(0) : plugins.get(0);
        List<Tree.Field> inside = new ArrayList<>();
        for (Tree.Field other : names) {
            if (other != first && superfluous(first, other, beside)) {
                inside.add(other);
            }
        }
        return Optional.of(new Found(first.key(), with(first.value(), inside)))
                .filter(found -> plugins.size() < 2);
    }

    private boolean isPlugin(String name) {
        return Arrays.stream(Kind.values()).anyMatch(k -> catalog.find(k, name).isPresent())
                || catalog.unusable().stream().anyMatch(u -> u.id().equals(name));
    }

    /** Tells why a key cannot stand here, and whether it is one of the plugin's parameters. */
    private boolean superfluous(Tree.Field first, Tree.Field other, Set<String> beside) {
        Spot spot = other.key().spot();
        String name = "'" + other.name() + "'";
        String id = "'" + first.name() + "'";
        if (isPlugin(other.name())) {
            findings.add(
                    "several-plugins",
                    spot,
                    place + " takes one " + kind.word() + ", here are " + id + " and " + name,
                    Optional.of(advice(other, beside)));
            return false;
        }
        if (isParameter(first.name(), other.name())) {
            findings.add(
                    "misplaced-parameter",
                    spot,
                    name + " stands beside " + id + ", not inside it",
                    Optional.of("indent it further than " + id));
            return true;
        }
        findings.add(
                "unknown-key",
                spot,
                name + " cannot stand beside " + id,
                Hint.on(other.name(), beside, "what can is")
                        .or(() -> Optional.of(place + " takes one " + kind.word())));
        return false;
    }

    private String advice(Tree.Field other, Set<String> beside) {
        if (other.key().spot().file().equals(Source.SETTING)) {
            String path = place.replace("'", "");
            return "to replace it, write " + path + "='" + other.name() + ": { … }'";
        }
        return beside.isEmpty() ? "keep one of the two" : "begin a new step with '- '";
    }

    private boolean isParameter(String id, String key) {
        return catalog.find(kind, id).stream()
                .flatMap(plugin -> plugin.parameters().stream())
                .anyMatch(parameter -> parameter.key().equals(key));
    }

    /** Misplaced parameters are read as if they stood where they belong. */
    private static Tree with(Tree parameters, List<Tree.Field> misplaced) {
        boolean nothing = parameters instanceof Tree.Scalar s && s.is(Tree.Kind.NOTHING);
        if (misplaced.isEmpty() || !nothing && !(parameters instanceof Tree.Fields)) {
            return parameters;
        }
        List<Tree.Field> all = new ArrayList<>();
        if (parameters instanceof Tree.Fields fields) {
            all.addAll(fields.fields());
        }
        all.addAll(misplaced);
        return new Tree.Fields(List.copyOf(all), parameters.spot());
    }
}
