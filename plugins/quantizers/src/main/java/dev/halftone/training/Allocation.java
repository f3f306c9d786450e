package dev.halftone.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Shares a budget of bits among layers: the least sum of errors whose cost fits (a multiple-choice
 * knapsack). Greedy on the lower convex hulls of the layers' errors: every layer begins with the
 * fewest bits, and the step that saves the most error per bit comes first. That is the optimum of
 * the relaxed problem, at most one step of one layer away from the exact one, needs no solver, and
 * a larger budget never takes bits away from the sum.
 *
 * @param bits what a layer may have, rising
 * @param sizes values per layer
 * @param errors by layer, then by choice of bits
 */
public record Allocation(List<Integer> bits, long[] sizes, double[][] errors) {

    /** A step of one layer from one choice to a later one. */
    private record Step(int layer, int to, double gain, long cost) {
        private double rate() {
            return gain / cost;
        }
    }

    /** What all layers cost with the fewest bits. */
    public long least() {
        return Arrays.stream(sizes).sum() * bits.get(0);
    }

    /**
     * @param budget in bits, at least {@link #least()}
     * @return for each layer the index of its choice
     */
    public int[] choose(long budget) {
        int[] choice = new int[sizes.length];
        boolean[] full = new boolean[sizes.length];
        long left = budget - least();
        while (true) {
            List<Step> steps = new ArrayList<>();
            for (int layer = 0; layer < sizes.length; layer++) {
                if (!full[layer]) {
                    next(layer, choice[layer], steps);
                }
            }
            Step best = null;
            for (Step step : steps) {
                best = best == null || step.rate() > best.rate() ? step : best;
            }
            if (best == null) {
                return choice;
            }
            if (best.cost() > left) {
                full[best.layer()] = true;
            } else {
                choice[best.layer()] = best.to();
                left -= best.cost();
            }
        }
    }

    /** The step along the convex hull: the one that saves most per bit, if any saves. */
    private void next(int layer, int from, List<Step> steps) {
        Step best = null;
        for (int to = from + 1; to < bits.size(); to++) {
            double gain = errors[layer][from] - errors[layer][to];
            Step step = new Step(layer, to, gain, sizes[layer] * (bits.get(to) - bits.get(from)));
            if (gain > 0 && (best == null || step.rate() > best.rate())) {
                best = step;
            }
        }
        if (best != null) {
            steps.add(best);
        }
    }
}
