package dev.halftone.grid;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleBinaryOperator;

/**
 * The interval that a grid is to cover: one per tensor, channel or group.
 *
 * @param low lower ends
 * @param high upper ends, as many
 */
public record Range(List<Float> low, List<Float> high) {

    public Range {
        if (low.size() != high.size() || low.isEmpty()) {
            throw new IllegalArgumentException(
                    "a range has as many lower as upper ends, at least one");
        }
        low = List.copyOf(low);
        high = List.copyOf(high);
    }

    /** One interval. */
    public static Range of(float low, float high) {
        return new Range(List.of(low), List.of(high));
    }

    /** How many intervals. */
    public int count() {
        return low.size();
    }

    /** The smallest range that holds both. */
    public Range union(Range other) {
        return combine(other, Math::min, Math::max);
    }

    /** End by end with another range of the same count. */
    public Range combine(Range other, DoubleBinaryOperator lower, DoubleBinaryOperator upper) {
        List<Float> lows = new ArrayList<>();
        List<Float> highs = new ArrayList<>();
        for (int i = 0; i < count(); i++) {
            lows.add((float) lower.applyAsDouble(low.get(i), other.low.get(i)));
            highs.add((float) upper.applyAsDouble(high.get(i), other.high.get(i)));
        }
        return new Range(lows, highs);
    }
}
