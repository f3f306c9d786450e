package dev.halftone.precision;

import dev.halftone.data.Detection;
import dev.halftone.data.Instance;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Pairs what was found with what is there, in one picture and one category: the surest detection
 * first, each with the thing it overlaps most that is still free.
 */
final class Matching {
    private static final double ALMOST_ONE = 1 - 1e-10;

    private final Protocol protocol;
    private final List<Instance> truths;
    private final List<Detection> found;
    private final boolean finished;
    private final double[][] overlaps;

    /**
     * @param found in the results' order
     * @param finished whether everything of the category is annotated
     * @param masks whether masks are compared, or boxes
     */
    Matching(
            Protocol protocol,
            List<Instance> truths,
            List<Detection> found,
            boolean finished,
            boolean masks) {
        this.protocol = protocol;
        this.truths = truths;
        this.finished = finished;
        this.found = surest(found, protocol.most());
        this.overlaps = new double[this.found.size()][truths.size()];
        for (int d = 0; d < overlaps.length; d++) {
            for (int g = 0; g < truths.size(); g++) {
                overlaps[d][g] = overlap(this.found.get(d), truths.get(g), masks);
            }
        }
    }

    /** The first so many by score; equals stay in order. */
    static List<Detection> surest(List<Detection> found, int most) {
        List<Detection> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparing(Matching::sure, Matching::descending));
        return sorted.subList(0, Math.min(most, sorted.size()));
    }

    private static double sure(Detection one) {
        return one.score();
    }

    /** The two zeros are equal, unlike in {@code Double.compare}. */
    static int descending(double a, double b) {
        return a > b ? -1 : a < b ? 1 : 0;
    }

    private double overlap(Detection one, Instance truth, boolean masks) {
        boolean crowd = protocol.isCrowd(truth);
        return masks
                ? one.mask().orElseThrow().iou(truth.mask().orElseThrow(), crowd)
                : one.box().iou(truth.box(), crowd);
    }

    /** The outcome for things of some size. */
    Outcome outcome(Area area) {
        List<Integer> order = new ArrayList<>();
        for (int g = 0; g < truths.size(); g++) {
            if (counts(g, area)) {
                order.add(g);
            }
        }
        int counted = order.size();
        for (int g = 0; g < truths.size(); g++) {
            if (!counts(g, area)) {
                order.add(g);
            }
        }
        Outcome outcome = Outcome.of(found, counted);
        for (int t = 0; t < Thresholds.OVERLAPS; t++) {
            match(t, order, counted, outcome);
        }
        for (int d = 0; d < found.size(); d++) {
            if (!finished || !area.holds(found.get(d).area())) {
                outcome.ignored()[d] |= ~outcome.matched()[d];
            }
        }
        return outcome;
    }

    private boolean counts(int truth, Area area) {
        return !protocol.isIgnored(truths.get(truth)) && area.holds(truths.get(truth).area());
    }

    private void match(int threshold, List<Integer> order, int counted, Outcome outcome) {
        boolean[] taken = new boolean[order.size()];
        for (int d = 0; d < found.size(); d++) {
            int best = best(d, threshold, order, counted, taken);
            if (best < 0) {
                continue;
            }
            Instance truth = truths.get(order.get(best));
            taken[best] = true;
            // The originals keep the number of the match, and take 0 for none.
            outcome.matched()[d] |= truth.id() == 0 ? 0 : 1 << threshold;
            outcome.ignored()[d] |= best < counted ? 0 : 1 << threshold;
        }
    }

    /** A place in the order, things that count first; below zero where there is none. */
    private int best(int d, int threshold, List<Integer> order, int counted, boolean[] taken) {
        double most = Math.min(Thresholds.overlap(threshold), ALMOST_ONE);
        int best = -1;
        for (int i = 0; i < order.size(); i++) {
            int g = order.get(i);
            if (taken[i] && !protocol.isCrowd(truths.get(g))) {
                continue;
            }
            if (best >= 0 && best < counted && i >= counted) {
                break;
            }
            if (overlaps[d][g] >= most) {
                most = overlaps[d][g];
                best = i;
            }
        }
        return best;
    }
}
