package dev.halftone.experiment;

import dev.halftone.problem.Spot;
import dev.halftone.site.Role;
import dev.halftone.site.Selector;
import dev.halftone.tell.Findings;
import dev.halftone.tell.Hint;
import dev.halftone.yaml.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads {@code sites}: one selector or a list of them, as far as that goes without a graph. */
final class Selectors {
    private static final List<String> ROLES =
            Stream.concat(Arrays.stream(Role.values()).map(Role::word), Stream.of("activation"))
                    .toList();

    private final Findings findings;

    Selectors(Findings findings) {
        this.findings = findings;
    }

    List<Selector> read(Tree tree) {
        if (tree instanceof Tree.Items items && !items.items().isEmpty()) {
            List<Selector> selectors = new ArrayList<>();
            items.items().forEach(item -> one(item).ifPresent(selectors::add));
            return List.copyOf(selectors);
        }
        return one(tree).stream().toList();
    }

    private Optional<Selector> one(Tree tree) {
        if (!(tree instanceof Tree.Scalar scalar) || !scalar.is(Tree.Kind.TEXT)) {
            findings.add(
                    "wrong-type",
                    tree.spot(),
                    "'sites' takes a selector or a list of them" + tree.instead(),
                    Optional.of("for example \"blocks.*.attn:probabilities\""));
            return Optional.empty();
        }
        Selector selector = new Selector(scalar.text());
        int before = findings.count();
        for (String role : selector.unknownRoles()) {
            findings.add(
                    "unknown-role",
                    within(scalar, role),
                    "no role is called '" + role + "'",
                    Hint.on(role, ROLES, "roles are"));
        }
        malformed(scalar.text())
                .ifPresent(
                        hint ->
                                findings.add(
                                        "bad-selector",
                                        scalar.spot(),
                                        "'" + scalar.text() + "' selects nothing",
                                        Optional.of(hint)));
        return Optional.of(selector).filter(s -> findings.count() == before);
    }

    private static Optional<String> malformed(String text) {
        int colon = text.lastIndexOf(':');
        String place = colon < 0 ? text : text.substring(0, colon);
        String role = colon < 0 ? "*" : text.substring(colon + 1);
        if (place.isBlank()) {
            return Optional.of("a path stands before the role: **:weight is every weight");
        }
        if (role.isBlank() || role.startsWith("|") || role.endsWith("|")) {
            return Optional.of("a role stands after ':', or several as weight|input");
        }
        if (place.contains(":")) {
            return Optional.of("one ':' stands between path and role");
        }
        if (place.contains("=")) {
            boolean labels = Arrays.stream(place.trim().split("\\s+")).allMatch(Selectors::isLabel);
            return Optional.of("labels are written key=value key=value").filter(hint -> !labels);
        }
        return Optional.of("a path holds no blank; labels are written key=value")
                .filter(hint -> place.contains(" "));
    }

    private static boolean isLabel(String part) {
        return part.matches("[^=]+=[^=]+");
    }

    private static Spot within(Tree.Scalar scalar, String word) {
        Spot whole = scalar.spot();
        int at = whole.text().indexOf(word, whole.text().indexOf(':', whole.column() - 1) + 1);
        return at < 0
                ? whole
                : new Spot(whole.file(), whole.line(), at + 1, word.length(), whole.text());
    }
}
