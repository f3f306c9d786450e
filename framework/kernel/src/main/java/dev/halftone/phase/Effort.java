package dev.halftone.phase;

import ai.djl.ndarray.NDArray;
import dev.halftone.site.Site;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * How many sites are quantized alone to see what each does to the outputs. It follows from the
 * network's size and never from a clock, so that it is the same everywhere: of what a run costs,
 * roughly parameters times input values, there is so much and no more. Networks up to ViT-S at 224
 * pixels have all their sites measured; of SAM-B at 1024 it is about twenty.
 *
 * @param sites at most
 */
record Effort(int sites) {
    private static final double MOST = 2e15;
    private static final int LEAST = 8;

    /**
     * @param weights of the network
     * @param values of all inputs that each site is measured with
     */
    static Effort of(Collection<NDArray> weights, long values) {
        double parameters = weights.stream().mapToDouble(NDArray::size).sum();
        double runs = MOST / Math.max(1, parameters * values);
        return new Effort((int) Math.max(LEAST, Math.min(runs, Integer.MAX_VALUE)));
    }

    /**
     * Those to measure, in their own order: where there are too many, the ones whose grids do most
     * to the float values.
     *
     * @param sqnr of a site's own grid; not a number where nothing can be said, which comes last
     */
    List<Site> measured(List<Site> all, ToDoubleFunction<Site> sqnr) {
        Set<Site> worst = new HashSet<>();
        all.stream().sorted(Comparator.comparingDouble(sqnr)).limit(sites).forEach(worst::add);
        return all.stream().filter(worst::contains).toList();
    }
}
