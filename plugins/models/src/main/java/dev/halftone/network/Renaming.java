package dev.halftone.network;

import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.TensorSpec;
import dev.halftone.model.Checkpoint;
import dev.halftone.model.Checkpoint.Derived;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns the names of one library into those of another: pieces of a name are replaced, one after
 * the other. {@code #} stands for a number, {@code ^} for the start of the name. What becomes
 * {@code name[1/3]} is the first of three tensors that are one in the other library, each under the
 * one before. Of several that get the same name, as copies that a library keeps, the first counts.
 */
public final class Renaming {
    private static final Pattern PART = Pattern.compile("\\[([1-9])/([1-9])]");

    private final List<Piece> pieces;

    private record Piece(Pattern from, String to) {}

    private record Source(TensorSpec tensor, int part, int parts) {}

    private Renaming(List<Piece> pieces) {
        this.pieces = pieces;
    }

    /**
     * @param table on each line a piece and what it becomes, spaces between
     */
    public static Renaming of(String table) {
        return new Renaming(
                table.lines()
                        .map(line -> line.split(" +"))
                        .map(words -> piece(words[0], words[1]))
                        .toList());
    }

    private static Piece piece(String from, String to) {
        boolean first = from.startsWith("^");
        String quoted = Pattern.quote(first ? from.substring(1) : from);
        String any = quoted.replace("#", "\\E([0-9]+)\\Q");
        return new Piece(Pattern.compile((first ? "^" : "") + any), to.replace("#", "$1"));
    }

    /**
     * A checkpoint under the other names.
     *
     * @param prefix what its names begin with, or some of them, beside those in the table
     */
    public Checkpoint of(Checkpoint file, String prefix) {
        Map<String, List<Source>> sources = new LinkedHashMap<>();
        for (TensorSpec tensor : file.tensors().values()) {
            String name = tensor.name();
            String now = renamed(name.startsWith(prefix) ? name.substring(prefix.length()) : name);
            Matcher part = PART.matcher(now);
            Source source =
                    part.find()
                            ? new Source(
                                    tensor,
                                    Integer.parseInt(part.group(1)),
                                    Integer.parseInt(part.group(2)))
                            : new Source(tensor, 1, 1);
            if (!now.equals(name)) {
                sources.computeIfAbsent(part.replaceFirst(""), to -> new ArrayList<>()).add(source);
            }
        }
        List<Derived> derived = new ArrayList<>();
        sources.forEach((to, from) -> derived(to, from).ifPresent(derived::add));
        return file.derived(derived);
    }

    private String renamed(String name) {
        String now = name;
        for (Piece piece : pieces) {
            now = piece.from.matcher(now).replaceFirst(piece.to);
        }
        return now;
    }

    /** Nothing where a part is missing or does not go with the others: these keep their names. */
    private static Optional<Derived> derived(String to, List<Source> sources) {
        sources.sort(Comparator.comparingInt(Source::part));
        Shape first = sources.get(0).tensor.shape();
        List<String> from = sources.stream().map(source -> source.tensor.name()).toList();
        int parts = sources.get(0).parts;
        if (parts == 1) {
            return Optional.of(new Derived(to, first, from, all -> all.get(0)));
        }
        boolean whole = sources.size() == parts && first.dimension() > 0;
        long rows = 0;
        for (int i = 0; whole && i < parts; i++) {
            Shape shape = sources.get(i).tensor.shape();
            whole = sources.get(i).part == i + 1 && shape.dimension() == first.dimension();
            whole = whole && shape.slice(1).equals(first.slice(1));
            rows += whole ? shape.get(0) : 0;
        }
        return whole
                ? Optional.of(
                        new Derived(
                                to,
                                new Shape(rows).addAll(first.slice(1)),
                                from,
                                all -> NDArrays.concat(new NDList(all), 0)))
                : Optional.empty();
    }
}
