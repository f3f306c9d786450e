package dev.halftone.observer;

import dev.halftone.grid.Levels;
import dev.halftone.search.Bounded;

/**
 * Looks for the interval whose grid loses least by bounded scalar searches.
 *
 * @param levels codes of the grid
 * @param loss what errors cost
 */
record BrentSearch(Levels levels, Loss loss) {

    /** The best interval found within the one that the values fill. */
    Interval best(Population values, double min, double max) {
        double low = Math.min(0, min);
        double high = Math.max(0, max);
        if (levels.symmetric()) {
            double most = Math.max(-low, high);
            return oneEnd(values, -most, most);
        }
        return low == 0 || high == 0 ? oneEnd(values, low, high) : bothEnds(values, low, high);
    }

    private Interval interval(Population values, double low, double high) {
        return new Interval(low, high, values.loss(Trial.covering(low, high, levels, loss)));
    }

    private Interval oneEnd(Population values, double low, double high) {
        double most = Math.max(-low, high);
        if (most == 0) {
            return interval(values, 0, 0);
        }
        double from = low / most;
        double to = high / most;
        double t =
                Bounded.least(
                                Math.min(0.1, 0.01 * most),
                                most,
                                x -> interval(values, from * x, to * x).loss())
                        .x();
        return interval(values, low, high).or(interval(values, from * t, to * t));
    }

    private Interval bothEnds(Population values, double low, double high) {
        double most = high - low;
        GridLosses losses = new GridLosses(values, loss);
        double width =
                Bounded.least(Math.min(0.1, 0.01 * most), most, r -> shift(losses, r).y()).x();
        double shift = shift(losses, width).x();
        return interval(values, low, high)
                .or(interval(values, Math.max(-shift, low), Math.min(width - shift, high)));
    }

    private Bounded.Found shift(GridLosses losses, double width) {
        double step = width / levels.steps();
        return Bounded.least(
                step * levels.low(),
                step * levels.high(),
                shift -> losses.of(Trial.covering(-shift, width - shift, levels, loss)));
    }
}
