package dev.halftone.catalog;

import dev.halftone.problem.Problem;
import dev.halftone.problem.Spot;
import dev.halftone.tell.Hint;
import dev.halftone.yaml.Tree;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Says what a name that cannot stand somewhere is, or might have been. */
final class Unknown {

    private Unknown() {}

    static Problem plugin(Catalog catalog, Kind kind, Tree.Scalar id) {
        String name = id.text();
        Optional<Unusable> broken =
                catalog.unusable().stream()
                        .filter(u -> u.kind() == kind && u.id().equals(name))
                        .findFirst();
        if (broken.isPresent()) {
            return Problem.of("unusable-plugin", kind.word() + " '" + name + "' cannot be used")
                    .at(id.spot())
                    .hint(broken.get().reason() + " (pack " + broken.get().pack() + ")");
        }
        Optional<Kind> other =
                Arrays.stream(Kind.values())
                        .filter(k -> catalog.find(k, name).isPresent())
                        .findFirst();
        List<String> ids = catalog.ids(kind);
        return other.map(
                        k ->
                                Problem.of("wrong-kind", wrongKind(kind, name, k))
                                        .at(id.spot())
                                        .hint(listed(kind, ids)))
                .orElseGet(
                        () ->
                                new Problem(
                                        "unknown-" + kind.word(),
                                        "no " + kind.word() + " is called '" + name + "'",
                                        Optional.of(id.spot()),
                                        Optional.of(
                                                Hint.on(name, ids, "there are")
                                                        .orElse(listed(kind, ids)))));
    }

    private static String wrongKind(Kind wanted, String name, Kind found) {
        return wanted.withArticle() + " belongs here, and '" + name + "' is " + found.withArticle();
    }

    private static String listed(Kind kind, List<String> ids) {
        return ids.isEmpty()
                ? "no pack brings " + kind.withArticle()
                : kind.word() + "s: " + String.join(", ", ids);
    }

    static Problem otherWay(Catalog catalog, Plugin plugin, Class<?> type, Spot spot) {
        List<String> fitting =
                catalog.plugins().stream()
                        .filter(p -> p.kind() == plugin.kind())
                        .filter(p -> type.isAssignableFrom(p.type()))
                        .map(Plugin::id)
                        .toList();
        return Problem.of(
                        "wrong-kind",
                        plugin.kind().word()
                                + " '"
                                + plugin.id()
                                + "' works on the whole network and cannot stand here")
                .at(spot)
                .hint("these can: " + String.join(", ", fitting));
    }

    static Problem parameter(String owner, Tree.Scalar key, List<String> keys) {
        return new Problem(
                "unknown-parameter",
                owner + " has no '" + key.text() + "'",
                Optional.of(key.spot()),
                Hint.on(key.text(), keys, "it has")
                        .or(() -> Optional.of("it has no parameters").filter(s -> keys.isEmpty())));
    }

    static Problem missing(String owner, Parameter parameter, Spot spot) {
        return Problem.of("missing-parameter", owner + " needs '" + parameter.key() + "'")
                .at(spot)
                .hint("add " + parameter.key() + ": " + parameter.words());
    }
}
