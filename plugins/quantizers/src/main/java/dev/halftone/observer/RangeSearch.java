package dev.halftone.observer;

import dev.halftone.grid.Levels;

/**
 * Looks for the interval whose grid loses least.
 *
 * @param values what lands on the grid
 * @param levels its codes
 * @param loss what errors cost
 */
record RangeSearch(Population values, Levels levels, Loss loss) {
    private static final int REFINEMENTS = 3;

    /**
     * An interval and what it loses.
     *
     * @param low lower end
     * @param high upper end
     * @param loss the sum over all values
     */
    record Interval(double low, double high, double loss) {}

    /** The best interval within the one that the values fill. */
    Interval best(double min, double max) {
        double low = Math.min(0, min);
        double high = Math.max(0, max);
        if (levels.symmetric()) {
            double most = Math.max(-low, high);
            return oneEnd(-most, most);
        }
        return low == 0 || high == 0 ? oneEnd(low, high) : bothEnds(low, high);
    }

    private Interval oneEnd(double low, double high) {
        Interval best = interval(low, high);
        for (int i = 1; i < 100; i++) {
            best = better(best, interval(low * i / 100, high * i / 100));
        }
        return best;
    }

    private Interval bothEnds(double low, double high) {
        Interval best = interval(low, high);
        for (int i = 1; i <= 10; i++) {
            for (int j = 1; j <= 10; j++) {
                best = better(best, interval(low * i / 10, high * j / 10));
            }
        }
        double step = 0.1;
        for (int i = 0; i < REFINEMENTS; i++) {
            step /= 3;
            best = around(best, low * step, high * step);
        }
        return best;
    }

    /** The best of 25 intervals whose ends differ from a known one's by up to two steps. */
    private Interval around(Interval centre, double lowStep, double highStep) {
        Interval best = centre;
        for (int i = -2; i <= 2; i++) {
            for (int j = -2; j <= 2; j++) {
                double low = Math.min(0, centre.low() + i * lowStep);
                double high = Math.max(0, centre.high() + j * highStep);
                best = better(best, interval(low, high));
            }
        }
        return best;
    }

    private Interval interval(double low, double high) {
        return new Interval(low, high, values.loss(Trial.covering(low, high, levels, loss)));
    }

    private static Interval better(Interval best, Interval other) {
        return other.loss() < best.loss() ? other : best;
    }
}
