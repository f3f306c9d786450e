package dev.halftone.experiment;

import dev.halftone.problem.Spot;
import dev.halftone.tell.Findings;
import dev.halftone.yaml.Scalars;
import dev.halftone.yaml.Source;
import dev.halftone.yaml.Tree;
import dev.halftone.yaml.YamlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One {@code --set PATH=VALUE}: keys joined by dots, entries of lists as {@code [0]}, a value
 * written as in the file.
 */
final class Setting {
    private static final Pattern PIECE = Pattern.compile("([^.\\[\\]]+)|\\[([0-9]{1,6})]");

    private final String text;
    private final int number;
    private final Findings findings;

    /**
     * @param number which of the settings it is, from 1
     */
    Setting(String text, int number, Findings findings) {
        this.text = text;
        this.number = number;
        this.findings = findings;
    }

    /** A key or an index, and where it stands. */
    private record Piece(Optional<Tree.Scalar> key, int index, Spot spot) {}

    /** The experiment with the value in its place; as it was, if that cannot be. */
    Tree.Fields in(Tree.Fields experiment) {
        int equals = text.indexOf('=');
        Optional<List<Piece>> path =
                equals < 0 ? Optional.empty() : pieces(text.substring(0, equals));
        if (path.isEmpty()) {
            findings.add(
                    "bad-setting",
                    spot(0, text.length()),
                    "--set takes PATH=VALUE",
                    Optional.of("for example quantize[1].uniform.bits=4"));
            return experiment;
        }
        String written = text.substring(equals + 1);
        int before = findings.count();
        Tree value = value(written, equals + 1);
        if (findings.count() != before) {
            return experiment;
        }
        return (Tree.Fields) put(experiment, path.get(), 0, value);
    }

    /** As YAML reads it; a selector needs no quotes. */
    private Tree value(String written, int column) {
        Spot spot = spot(column, written.length());
        if (written.startsWith("*")) {
            return Scalars.of(written, false, spot);
        }
        Source source = new Source(Source.SETTING, List.of(shown()), number, column);
        return YamlText.read(source, written, findings).orElseGet(() -> Scalars.of("", true, spot));
    }

    private Optional<List<Piece>> pieces(String path) {
        List<Piece> pieces = new ArrayList<>();
        Matcher matcher = PIECE.matcher(path);
        int at = 0;
        while (at < path.length() && matcher.find(at) && matcher.start() == at) {
            Spot spot = spot(at, matcher.end() - at);
            pieces.add(
                    matcher.group(1) != null
                            ? new Piece(
                                    Optional.of(Scalars.of(matcher.group(1), true, spot)), -1, spot)
                            : new Piece(
                                    Optional.empty(), Integer.parseInt(matcher.group(2)), spot));
            at = matcher.end();
            boolean dot = at < path.length() && path.charAt(at) == '.';
            boolean last = at == path.length();
            if (!last && !dot && path.charAt(at) != '[' || dot && at + 1 == path.length()) {
                return Optional.empty();
            }
            at += dot ? 1 : 0;
        }
        boolean whole = at == path.length() && !pieces.isEmpty();
        return Optional.of(pieces).filter(p -> whole && p.get(0).key().isPresent());
    }

    private Tree put(Tree tree, List<Piece> path, int depth, Tree value) {
        if (depth == path.size()) {
            return value;
        }
        Piece piece = path.get(depth);
        return piece.key().isPresent()
                ? putKey(tree, piece.key().get(), path, depth, value)
                : putIndex(tree, piece, path, depth, value);
    }

    private Tree putKey(Tree tree, Tree.Scalar key, List<Piece> path, int depth, Tree value) {
        Optional<Tree.Fields> map = asMap(tree, key);
        if (map.isEmpty()) {
            String owner = title(path, depth);
            findings.add(
                    "bad-setting",
                    key.spot(),
                    owner + " is " + tree.words() + " and has no '" + key.text() + "'",
                    tree instanceof Tree.Items
                            ? Optional.of("name an entry: " + owner.replace("'", "") + "[0]")
                            : Optional.empty());
            return tree;
        }
        List<Tree.Field> fields = new ArrayList<>();
        for (Tree.Field field : map.get().fields()) {
            boolean here = field.name().equals(key.text());
            fields.add(
                    here
                            ? new Tree.Field(
                                    field.key(), put(field.value(), path, depth + 1, value))
                            : field);
        }
        if (map.get().find(key.text()).isEmpty()) {
            Tree empty = Scalars.of("", true, key.spot());
            fields.add(new Tree.Field(key, put(empty, path, depth + 1, value)));
        }
        return new Tree.Fields(List.copyOf(fields), map.get().spot());
    }

    /** A map as it is; nothing as an empty map; a bare id as a map with that id. */
    private static Optional<Tree.Fields> asMap(Tree tree, Tree.Scalar key) {
        if (tree instanceof Tree.Fields fields) {
            return Optional.of(fields);
        }
        if (tree instanceof Tree.Scalar scalar && scalar.is(Tree.Kind.NOTHING)) {
            return Optional.of(new Tree.Fields(List.of(), scalar.spot()));
        }
        if (tree instanceof Tree.Scalar scalar && scalar.is(Tree.Kind.TEXT)) {
            boolean beside = key.text().equals("sites") || key.text().equals("because");
            Tree.Field id = new Tree.Field(scalar, Scalars.of("", true, scalar.spot()));
            return Optional.of(new Tree.Fields(List.of(id), scalar.spot()))
                    .filter(map -> beside || scalar.text().equals(key.text()));
        }
        return Optional.empty();
    }

    private Tree putIndex(Tree tree, Piece piece, List<Piece> path, int depth, Tree value) {
        String owner = title(path, depth);
        if (!(tree instanceof Tree.Items list)) {
            findings.add(
                    "bad-setting",
                    piece.spot(),
                    owner
                            + (isNothing(tree)
                                    ? " is not there"
                                    : " is " + tree.words() + ", not a list"),
                    tree instanceof Tree.Fields map
                            ? Optional.of("it has " + String.join(", ", map.names()))
                            : Optional.empty());
            return tree;
        }
        int size = list.items().size();
        if (piece.index() >= size) {
            findings.add(
                    "bad-setting",
                    piece.spot(),
                    owner + " has no entry [" + piece.index() + "]",
                    Optional.of(
                            size == 0
                                    ? "it is empty"
                                    : "its entries are [0] to [" + (size - 1) + "]"));
            return tree;
        }
        List<Tree> items = new ArrayList<>(list.items());
        items.set(piece.index(), put(items.get(piece.index()), path, depth + 1, value));
        return new Tree.Items(List.copyOf(items), list.spot());
    }

    private static boolean isNothing(Tree tree) {
        return tree instanceof Tree.Scalar scalar && scalar.is(Tree.Kind.NOTHING);
    }

    private String title(List<Piece> path, int depth) {
        if (depth == 0) {
            return "the experiment";
        }
        Spot last = path.get(depth - 1).spot();
        return "'" + text.substring(0, last.column() - 1 + last.length()) + "'";
    }

    private String shown() {
        return text.replace('\n', ' ');
    }

    private Spot spot(int from, int length) {
        return new Spot(Source.SETTING, number, from + 1, Math.max(1, length), shown());
    }
}
