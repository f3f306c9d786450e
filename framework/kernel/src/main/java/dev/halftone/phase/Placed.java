package dev.halftone.phase;

import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.problem.Spot;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Gives problems that do not know where they come from the place that led to them. */
final class Placed {

    private Placed() {}

    static List<Problem> at(List<Problem> problems, Optional<Spot> spot) {
        return problems.stream()
                .map(p -> p.spot().isPresent() || spot.isEmpty() ? p : p.at(spot.get()))
                .toList();
    }

    /** Does something on behalf of a place in the experiment file. */
    static <T> T at(Spot spot, Supplier<T> work) {
        try {
            return work.get();
        } catch (ProblemException e) {
            ProblemException placed = new ProblemException(at(e.problems(), Optional.of(spot)));
            placed.initCause(e);
            throw placed;
        }
    }
}
