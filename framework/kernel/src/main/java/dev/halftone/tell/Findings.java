package dev.halftone.tell;

import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.problem.Spot;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Gathers problems, so that all are told at once. */
public final class Findings {
    private final List<Problem> found = new ArrayList<>();

    public void add(Problem problem) {
        found.add(problem);
    }

    public void add(Collection<Problem> problems) {
        found.addAll(problems);
    }

    /** A problem at a place, with advice. */
    public void add(String code, Spot spot, String message, Optional<String> hint) {
        found.add(new Problem(code, message, Optional.of(spot), hint));
    }

    /** How many so far: compare two counts to see whether something was wrong in between. */
    public int count() {
        return found.size();
    }

    /** Those found after there were so many. */
    public List<Problem> since(int count) {
        return List.copyOf(found.subList(count, found.size()));
    }

    /** Drops problems that only follow from others. */
    public void forget(Predicate<Problem> consequence) {
        found.removeIf(consequence);
    }

    /** Those without a place first, then file by file in the order met, each from top to bottom. */
    public List<Problem> inOrder() {
        List<String> files =
                found.stream().flatMap(p -> p.spot().stream()).map(Spot::file).distinct().toList();
        return found.stream()
                .distinct()
                .sorted(
                        Comparator.comparingInt((Problem p) -> file(p, files))
                                .thenComparingInt(p -> p.spot().map(Spot::line).orElse(0))
                                .thenComparingInt(p -> p.spot().map(Spot::column).orElse(0)))
                .toList();
    }

    private static int file(Problem problem, List<String> files) {
        return problem.spot().map(spot -> files.indexOf(spot.file())).orElse(-1);
    }

    /** Throws all of them, if there are any. */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw new ProblemException(inOrder());
        }
    }
}
