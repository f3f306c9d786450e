package dev.halftone.observer;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What some values lose on one grid after the other, of which many have the same scale. */
final class GridLosses {
    /** From here on it is worth the memory to sum up in advance. */
    private static final int MANY = 8192;

    private final ToDoubleFunction<Trial> sum;
    private final Map<Double, Double> known = new HashMap<>();
    private double scale = Double.NaN;

    GridLosses(Population population, Loss loss) {
        sum =
                population.values().length < MANY
                        ? population::loss
                        : new Differences(population, loss)::sum;
    }

    /** The sum over all values; looked at once for each zero point. */
    double of(Trial grid) {
        if (grid.scale() != scale) {
            known.clear();
            scale = grid.scale();
        }
        return known.computeIfAbsent(grid.low(), low -> sum.applyAsDouble(grid));
    }

    /**
     * Where a zero point lies changes no error of rounding, since zero is on every grid. So errors
     * inside are summed up once per scale, and a difference of two sums gives those between any two
     * ends.
     */
    private static final class Differences {
        private final Population population;
        private final Distances beyond;
        private final double[] upTo;
        private double scale = Double.NaN;

        Differences(Population population, Loss loss) {
            this.population = population;
            this.beyond = new Distances(population.values(), population.counts(), loss);
            this.upTo = new double[population.values().length + 1];
        }

        double sum(Trial grid) {
            if (grid.scale() != scale) {
                scale = grid.scale();
                for (int i = 0; i + 1 < upTo.length; i++) {
                    upTo[i + 1] = upTo[i] + population.counts()[i] * population.inside(grid, i);
                }
            }
            int from = beyond.below(grid.low());
            int to = Math.max(from, beyond.below(Math.nextUp(grid.high())));
            return upTo[to]
                    - upTo[from]
                    + beyond.sum(grid.low(), 0, from)
                    + beyond.sum(grid.high(), to, upTo.length - 1);
        }
    }
}
