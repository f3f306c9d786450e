package dev.halftone.catalog;

import dev.halftone.problem.Spot;
import dev.halftone.tell.Findings;
import dev.halftone.tell.Hint;
import dev.halftone.yaml.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the one plugin key where a file names a plugin. */
final class Reference {
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
     * @param parameters what follows the id, if anything
     */
    record Found(Tree.Scalar id, Optional<Tree> parameters) {}

    Optional<Found> read(Tree tree, Set<String> beside) {
        if (tree instanceof Tree.Scalar scalar && scalar.is(Tree.Kind.TEXT)) {
            return Optional.of(new Found(scalar, Optional.empty()));
        }
        if (tree instanceof Tree.Fields fields && !fields.fields().isEmpty()) {
            return only(fields, beside);
        }
        boolean nothing = tree instanceof Tree.Scalar s && s.is(Tree.Kind.NOTHING);
        findings.add(
                "wrong-type",
                tree.spot(),
                place
                        + " takes "
                        + kind.withArticle()
                        + (nothing ? ", and nothing is given" : ", not " + tree.words()),
                Optional.of(kind.word() + "s: " + String.join(", ", catalog.ids(kind)))
                        .filter(hint -> !catalog.ids(kind).isEmpty()));
        return Optional.empty();
    }

    private Optional<Found> only(Tree.Fields fields, Set<String> beside) {
        List<Tree.Field> others = new ArrayList<>(fields.fields());
        others.removeIf(field -> beside.contains(field.name()));
        if (others.isEmpty()) {
            findings.add(
                    "no-plugin",
                    fields.fields().get(0).key().spot(),
                    place + " names no " + kind.word(),
                    Optional.of("there are " + String.join(", ", catalog.ids(kind))));
            return Optional.empty();
        }
        List<Tree.Field> plugins = others.stream().filter(f -> isPlugin(f.name())).toList();
        Tree.Field first = plugins.isEmpty() ? others.get(0) : plugins.get(0);
        for (Tree.Field other : others) {
            if (other != first) {
                superfluous(first, other, beside);
            }
        }
        boolean several = plugins.size() > 1;
        return Optional.of(new Found(first.key(), Optional.of(first.value())))
                .filter(found -> !several);
    }

    private boolean isPlugin(String name) {
        return Arrays.stream(Kind.values()).anyMatch(k -> catalog.find(k, name).isPresent())
                || catalog.unusable().stream().anyMatch(u -> u.id().equals(name));
    }

    private void superfluous(Tree.Field first, Tree.Field other, Set<String> beside) {
        Spot spot = other.key().spot();
        String name = other.name();
        if (isPlugin(name)) {
            findings.add(
                    "several-plugins",
                    spot,
                    place
                            + " takes one "
                            + kind.word()
                            + ", here are '"
                            + first.name()
                            + "' and '"
                            + name
                            + "'",
                    Optional.of(
                            beside.isEmpty()
                                    ? "keep one of the two"
                                    : "begin a new step with '- '"));
        } else if (isParameter(first.name(), name)) {
            findings.add(
                    "misplaced-parameter",
                    spot,
                    "'" + name + "' stands beside '" + first.name() + "', not inside it",
                    Optional.of("indent it further than '" + first.name() + "'"));
        } else {
            findings.add(
                    "unknown-key",
                    spot,
                    "'" + name + "' cannot stand beside '" + first.name() + "'",
                    Hint.on(name, beside, "what can is"));
        }
    }

    private boolean isParameter(String id, String key) {
        return catalog.find(kind, id).stream()
                .flatMap(plugin -> plugin.parameters().stream())
                .anyMatch(parameter -> parameter.key().equals(key));
    }
}
