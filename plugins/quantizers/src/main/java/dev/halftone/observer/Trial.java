package dev.halftone.observer;

import dev.halftone.grid.Levels;

/**
 * A grid that is tried out: what values lose on it.
 *
 * @param scale s
 * @param unit the loss of an error of s
 * @param low smallest value on the grid
 * @param high largest value on the grid
 * @param loss what errors cost
 */
record Trial(double scale, double unit, double low, double high, Loss loss) {

    /** The grid that covers an interval. */
    static Trial covering(double from, double to, Levels levels, Loss loss) {
        double scale = levels.scale(from, to);
        int zero = levels.zeroPoint(from, (float) scale);
        double low = (levels.low() - zero) * scale;
        double high = (levels.high() - zero) * scale;
        return new Trial(scale, loss.of(scale), low, high, loss);
    }

    boolean covers(double value) {
        return value >= low && value <= high;
    }

    /** What a value loses that the grid covers. */
    double rounding(double value) {
        double steps = value / scale;
        return unit * loss.ofRounding(Math.abs(steps - Math.rint(steps)));
    }

    /** What a value loses on average that may be anywhere between two neighbours. */
    double mean() {
        return unit * loss.meanOfRounding();
    }

    /** What a value loses that the grid does not cover. */
    double beyond(double value) {
        return loss.of(value < low ? low - value : value - high);
    }
}
