package dev.halftone.experiment;

import dev.halftone.tell.Findings;
import dev.halftone.yaml.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lays a file over the one it extends. Maps are merged key by key, everything else is replaced; a
 * section that names another plugin replaces the inherited one with its parameters; {@code key+}
 * adds its entries after those of an inherited list {@code key}.
 */
final class Layering {
    static final String MORE = "+";
    private static final Set<String> PLUGINS = Set.of("model", "calibrate", "evaluate.data");

    private final Findings findings;

    Layering(Findings findings) {
        this.findings = findings;
    }

    /** A file that extends none: nothing is there to add to. */
    Tree.Fields alone(Tree.Fields file) {
        return plain(file, Optional.of("the file extends no other"));
    }

    /** A file whose parent could not be read: what it adds to cannot be known. */
    Tree.Fields orphaned(Tree.Fields file) {
        return plain(file, Optional.empty());
    }

    /**
     * @param named where the child names its parent, for messages
     */
    Tree.Fields over(Tree.Fields parent, Tree named, Tree.Fields child) {
        return merge(parent, child, "", named.words());
    }

    private Tree.Fields plain(Tree.Fields map, Optional<String> why) {
        List<Tree.Field> fields = new ArrayList<>();
        for (Tree.Field field : map.fields()) {
            Tree value = field.value() instanceof Tree.Fields f ? plain(f, why) : field.value();
            boolean adds = adds(field);
            if (adds) {
                why.ifPresent(reason -> nothing(field, reason));
            }
            fields.add(new Tree.Field(adds ? base(field) : field.key(), value));
        }
        return new Tree.Fields(List.copyOf(fields), map.spot());
    }

    private Tree.Fields merge(Tree.Fields parent, Tree.Fields child, String path, String file) {
        List<Tree.Field> merged = new ArrayList<>();
        for (Tree.Field inherited : parent.fields()) {
            Optional<Tree.Field> own = child.find(inherited.name());
            Optional<Tree.Field> more = child.find(inherited.name() + MORE);
            if (own.isPresent()) {
                more.ifPresent(this::both);
                merged.add(merge(inherited, own.get(), path, file));
            } else {
                merged.add(more.map(m -> append(inherited, m)).orElse(inherited));
            }
        }
        for (Tree.Field field : child.fields()) {
            String name = adds(field) ? base(field).text() : field.name();
            if (parent.find(name).isEmpty()) {
                String reason = file + " has no '" + name + "'";
                Tree.Fields one = new Tree.Fields(List.of(field), child.spot());
                merged.addAll(plain(one, Optional.of(reason)).fields());
            }
        }
        return new Tree.Fields(List.copyOf(merged), child.spot());
    }

    private Tree.Field merge(Tree.Field parent, Tree.Field child, String path, String file) {
        String here = path.isEmpty() ? child.name() : path + "." + child.name();
        if (!(parent.value() instanceof Tree.Fields inherited)
                || !(child.value() instanceof Tree.Fields own)) {
            return child;
        }
        boolean replaced = PLUGINS.contains(here) && !inherited.names().containsAll(own.names());
        return replaced ? child : new Tree.Field(child.key(), merge(inherited, own, here, file));
    }

    private Tree.Field append(Tree.Field inherited, Tree.Field more) {
        if (inherited.value() instanceof Tree.Items before
                && more.value() instanceof Tree.Items after) {
            List<Tree> all = new ArrayList<>(before.items());
            all.addAll(after.items());
            return new Tree.Field(base(more), new Tree.Items(List.copyOf(all), after.spot()));
        }
        boolean list = inherited.value() instanceof Tree.Items;
        findings.add(
                "wrong-type",
                list ? more.value().spot() : more.key().spot(),
                list
                        ? "'" + more.name() + "' takes a list to add" + more.value().instead()
                        : "'"
                                + more.name()
                                + "' adds to a list, and '"
                                + inherited.name()
                                + "' is "
                                + inherited.value().words(),
                Optional.of(list ? "begin each entry with '- '" : "write " + inherited.name()));
        return inherited;
    }

    private void both(Tree.Field more) {
        findings.add(
                "twice",
                more.key().spot(),
                "'" + base(more).text() + "' is replaced and added to at once",
                Optional.of("keep one of the two"));
    }

    private void nothing(Tree.Field more, String reason) {
        String name = base(more).text();
        findings.add(
                "nothing-to-add-to",
                more.key().spot(),
                "'" + more.name() + "' adds to an inherited list, and " + reason,
                Optional.of("write " + name));
    }

    private static boolean adds(Tree.Field field) {
        return field.name().endsWith(MORE) && field.name().length() > MORE.length();
    }

    /** The key without its plus. */
    private static Tree.Scalar base(Tree.Field field) {
        Tree.Scalar key = field.key();
        String name = key.text().substring(0, key.text().length() - MORE.length());
        return new Tree.Scalar(name, key.kind(), key.plain(), key.spot());
    }
}
