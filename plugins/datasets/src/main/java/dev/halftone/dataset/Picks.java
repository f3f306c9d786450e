package dev.halftone.dataset;

import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Chooses some of a sorted list, evenly spaced: position ⌊i·n/take⌋ for each i. The first few of a
 * list sorted by class would all be of one class.
 */
final class Picks {

    private Picks() {}

    /**
     * Leaves out what {@code take = skip} would choose, then chooses from the rest; so what one
     * takes and the other skips never overlap.
     */
    static <T> List<T> of(
            List<T> sorted, Optional<Integer> skip, Optional<Integer> take, String dataset) {
        int left = sorted.size() - skip.orElse(0);
        if (left < Math.max(1, take.orElse(1))) {
            throw new ProblemException(
                    Problem.of(
                            "too-few-examples",
                            "%s should give %d pictures%s, but has %d"
                                    .formatted(
                                            dataset,
                                            take.orElse(1),
                                            skip.map(s -> " besides the " + s + " skipped")
                                                    .orElse(""),
                                            sorted.size())));
        }
        List<T> rest = skip.map(s -> split(sorted, s, false)).orElse(sorted);
        return take.map(t -> split(rest, t, true)).orElse(rest);
    }

    private static <T> List<T> split(List<T> sorted, int count, boolean chosen) {
        BitSet evenly = new BitSet();
        for (int i = 0; i < count; i++) {
            evenly.set((int) ((long) i * sorted.size() / count));
        }
        List<T> result = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i++) {
            if (evenly.get(i) == chosen) {
                result.add(sorted.get(i));
            }
        }
        return result;
    }
}
