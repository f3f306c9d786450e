package dev.halftone.observer;

import dev.halftone.grid.Range;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * An interval and what is lost on its grid.
 *
 * @param low lower end
 * @param high upper end
 * @param loss the sum over all values
 */
record Interval(double low, double high, double loss) {

    /** The one with the smaller loss, the first of two equal ones. */
    Interval or(Interval other) {
        return other.loss < loss ? other : this;
    }

    /** One for each of some parts, found beside each other, as a range. */
    static Range each(int parts, IntFunction<Interval> search) {
        List<Interval> found = IntStream.range(0, parts).parallel().mapToObj(search).toList();
        return Parts.range(parts, part -> found.get(part).low, part -> found.get(part).high);
    }
}
