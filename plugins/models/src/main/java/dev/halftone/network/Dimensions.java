package dev.halftone.network;

import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.TensorSpec;
import dev.halftone.problem.Nearest;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds out sizes from a checkpoint's shapes. Most sizes show in several tensors, and what most of
 * these say counts: where one is missing or of another shape, the graph is known all the same, and
 * whoever compares the file with it tells all that is wrong at once.
 */
public final class Dimensions {
    private static final int LARGEST = 1 << 20;

    /** Far more blocks than any model has; a file of names alone should not make a huge graph. */
    private static final int DEEPEST = 1000;

    /** More pairs of names than this are not searched for likenesses. */
    private static final long MOST_PAIRS = 200_000;

    private final String file;
    private final Map<String, TensorSpec> tensors;
    private final NavigableSet<String> names;
    private final String hint;
    private final Map<String, Map<Integer, Integer>> told = new HashMap<>();
    private final Map<String, Tensor> first = new HashMap<>();
    private final Set<Tensor> missed = new LinkedHashSet<>();
    private final List<Problem> problems = new ArrayList<>();
    private boolean untold;

    private record Tensor(String name, int rank) {}

    /**
     * @param file for messages
     * @param tensors of the checkpoint
     * @param hint which names are read
     */
    public Dimensions(String file, Map<String, TensorSpec> tensors, String hint) {
        this.file = file;
        this.tensors = tensors;
        this.names = new TreeSet<>(tensors.keySet());
        this.hint = hint;
    }

    /**
     * Looks at a tensor.
     *
     * @param sizes one word for each dimension: what is known elsewhere under that word should be
     *     the same; numbers are not looked at
     */
    public Dimensions read(String tensor, String sizes) {
        String[] words = sizes.split(" ");
        TensorSpec spec = tensors.get(tensor);
        Shape shape = spec == null ? new Shape() : spec.shape();
        boolean alike = shape.dimension() == words.length;
        for (int i = 0; i < words.length; i++) {
            if (alike && shape.get(i) >= 1 && shape.get(i) <= LARGEST) {
                told.computeIfAbsent(words[i], any -> new LinkedHashMap<>())
                        .merge((int) shape.get(i), 1, Integer::sum);
            }
            first.putIfAbsent(words[i], new Tensor(tensor, words.length));
        }
        return this;
    }

    /** What most tensors say; a problem and 1 where none says anything. */
    public int get(String size) {
        untold |= !told.containsKey(size);
        return get(size, 1);
    }

    /** What most tensors say, else a guess, with which the missing tensor can be told. */
    public int get(String size, int guess) {
        Map<Integer, Integer> votes = told.getOrDefault(size, Map.of());
        if (votes.isEmpty()) {
            missed.add(first.get(size));
        }
        int most = 0;
        int value = guess;
        for (Map.Entry<Integer, Integer> vote : votes.entrySet()) {
            if (vote.getValue() > most) {
                most = vote.getValue();
                value = vote.getKey();
            }
        }
        return value;
    }

    /** How many modules {@code prefix.NUMBER.…} there are. */
    public int count(String prefix) {
        String start = prefix + ".";
        long count =
                names.tailSet(start).stream()
                        .takeWhile(name -> name.startsWith(start))
                        .map(name -> name.substring(start.length()).split("\\.", 2)[0])
                        .filter(part -> part.matches("[0-9]{1,6}"))
                        .distinct()
                        .count();
        require(count <= DEEPEST, "has %d modules '%s…'".formatted(count, start));
        return (int) Math.min(count, DEEPEST);
    }

    public boolean has(String name) {
        return tensors.containsKey(name);
    }

    /** Whether there is something in a module. */
    public boolean hasModule(String name) {
        String next = names.ceiling(name + ".");
        return next != null && next.startsWith(name + ".");
    }

    /** Whether some tensor's name ends like this. */
    public boolean hasEnding(String end) {
        return names.stream().anyMatch(name -> name.endsWith(end));
    }

    /** Notes what is wrong unless something holds; of sizes that nothing tells, nothing. */
    public void require(boolean holds, String message) {
        if (!holds && !untold) {
            problems.add(Problem.of("bad-checkpoint", "'" + file + "' " + message).hint(hint));
        }
    }

    /** Tells all that was wrong, unless a graph can be made whose parameters tell it. */
    public void check() {
        if (untold || !problems.isEmpty()) {
            boolean search = (long) missed.size() * names.size() <= MOST_PAIRS;
            Set<String> known = search ? names : Set.of();
            List<Problem> all = new ArrayList<>();
            missed.forEach(tensor -> all.add(lacks(tensor, known)));
            all.addAll(problems);
            throw new ProblemException(all);
        }
    }

    private Problem lacks(Tensor tensor, Set<String> known) {
        TensorSpec spec = tensors.get(tensor.name);
        String found = spec == null ? "has none" : "has it as " + spec.shape();
        String near =
                Nearest.to(tensor.name, spec == null ? known : Set.of())
                        .map(name -> "it has '" + name + "'; " + hint)
                        .orElse(hint);
        return Problem.of(
                        "bad-checkpoint",
                        "'%s' should have a tensor '%s' of %d dimensions, but %s"
                                .formatted(file, tensor.name, tensor.rank, found))
                .hint(near);
    }
}
