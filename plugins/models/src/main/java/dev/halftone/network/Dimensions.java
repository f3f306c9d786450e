package dev.halftone.network;

import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.TensorSpec;
import dev.halftone.problem.Nearest;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks up shapes in a checkpoint and remembers what is missing, to tell all of it at once.
 *
 * @param file for messages
 * @param tensors of the checkpoint
 * @param hint which names are read
 * @param problems found so far
 */
public record Dimensions(
        String file, Map<String, TensorSpec> tensors, String hint, List<Problem> problems) {
    private static final int LARGEST = 1 << 20;

    public Dimensions(String file, Map<String, TensorSpec> tensors, String hint) {
        this(file, tensors, hint, new ArrayList<>());
    }

    /** The dimensions of a tensor, all plausible; ones and a problem if it is not like that. */
    public int[] shape(String name, int rank) {
        TensorSpec spec = tensors.get(name);
        Shape shape = spec == null ? new Shape() : spec.shape();
        int[] dimensions = new int[rank];
        java.util.Arrays.fill(dimensions, 1);
        boolean plausible = shape.dimension() == rank;
        for (int i = 0; plausible && i < rank; i++) {
            plausible = shape.get(i) >= 1 && shape.get(i) <= LARGEST;
            dimensions[i] = plausible ? (int) shape.get(i) : 1;
        }
        if (!plausible) {
            String found = spec == null ? "has none" : "has it as " + shape;
            String near =
                    Nearest.to(name, spec == null ? tensors.keySet() : Set.of())
                            .map(known -> "it has '" + known + "'; " + hint)
                            .orElse(hint);
            problems.add(
                    Problem.of(
                                    "bad-checkpoint",
                                    "'%s' should have a tensor '%s' of %d dimensions, but %s"
                                            .formatted(file, name, rank, found))
                            .hint(near));
        }
        return dimensions;
    }

    /** How many modules {@code prefix0.suffix}, {@code prefix1.suffix}, … there are. */
    public int count(String prefix, String suffix) {
        return count(prefix, suffix, 0);
    }

    /** The same for modules that are counted from another number. */
    public int count(String prefix, String suffix, int from) {
        int count = 0;
        while (has(prefix + (from + count) + suffix)) {
            count++;
        }
        return count;
    }

    public boolean has(String name) {
        return tensors.containsKey(name);
    }

    /** Notes what is wrong. */
    public void refuse(String message) {
        problems.add(Problem.of("bad-checkpoint", message).hint(hint));
    }

    /** Notes what is wrong unless something holds. */
    public void require(boolean holds, String message) {
        if (!holds) {
            refuse("'" + file + "' " + message);
        }
    }

    /** Tells all that was wrong. */
    public void check() {
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
    }
}
