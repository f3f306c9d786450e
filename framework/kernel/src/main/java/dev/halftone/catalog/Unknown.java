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
        return broken(catalog, kind, name)
                .or(() -> ofOtherKind(catalog, kind, name))
                .orElseGet(
                        () ->
                                Problem.of(
                                                "unknown-" + kind.word(),
                                                "no " + kind.word() + " is called '" + name + "'")
                                        .hint(
                                                Hint.didYouMean(name, catalog.ids(kind))
                                                        .orElse(listed(catalog, kind))))
                .at(id.spot());
    }

    private static Optional<Problem> broken(Catalog catalog, Kind kind, String name) {
        return catalog.unusable().stream()
                .filter(u -> u.kind() == kind && u.id().equals(name))
                .findFirst()
                .map(
                        u ->
                                Problem.of(
                                                "unusable-plugin",
                                                kind.word() + " '" + name + "' cannot be used")
                                        .hint(u.reason() + " (pack " + u.pack() + ")"));
    }

    private static Optional<Problem> ofOtherKind(Catalog catalog, Kind kind, String name) {
        return Arrays.stream(Kind.values())
                .filter(other -> catalog.find(other, name).isPresent())
                .findFirst()
                .map(
                        other ->
                                Problem.of("wrong-kind", wrongKind(kind, name, other))
                                        .hint(listed(catalog, kind)));
    }

    private static String wrongKind(Kind wanted, String name, Kind found) {
        return wanted.withArticle() + " belongs here, and '" + name + "' is " + found.withArticle();
    }

    /** All there are of a kind. */
    static String listed(Catalog catalog, Kind kind) {
        List<String> ids = catalog.ids(kind);
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
        if (Reference.BESIDE_STEPS.contains(key.text())) {
            return Problem.of("unknown-parameter", owner + " has no '" + key.text() + "'")
                    .at(key.spot())
                    .hint("it stands beside the quantizer, not among its parameters");
        }
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
                .hint("add '" + parameter.key() + "': " + parameter.doc());
    }
}
