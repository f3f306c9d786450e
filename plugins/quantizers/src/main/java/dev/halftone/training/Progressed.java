package dev.halftone.training;

import ai.djl.ndarray.NDArray;
import dev.halftone.plan.Decision;
import dev.halftone.plan.Plan;
import dev.halftone.quantize.Bookmark;
import dev.halftone.quantize.Workbench;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far a reconstruction has come, and what it decided.
 *
 * @param unit number of the unit at work
 * @param step steps of it that are done
 * @param weights new values of parameters
 * @param scales new values of grid arrays, by {@code site-id.array}
 */
record Progressed(int unit, int step, Map<String, NDArray> weights, Map<String, NDArray> scales) {
    private static final String WEIGHT = "weight/";
    private static final String SCALE = "scale/";

    /** Where a page left it, or at the beginning. */
    static Progressed from(Optional<Bookmark.Page> page) {
        Map<String, NDArray> weights = new LinkedHashMap<>();
        Map<String, NDArray> scales = new LinkedHashMap<>();
        page.ifPresent(
                p ->
                        p.arrays()
                                .forEach(
                                        (name, array) -> {
                                            if (name.startsWith(WEIGHT)) {
                                                weights.put(name.substring(WEIGHT.length()), array);
                                            } else if (name.startsWith(SCALE)) {
                                                scales.put(name.substring(SCALE.length()), array);
                                            }
                                        }));
        return new Progressed(fact(page, "unit"), fact(page, "step"), weights, scales);
    }

    private static int fact(Optional<Bookmark.Page> page, String name) {
        return page.map(p -> Integer.parseInt(p.facts().get(name))).orElse(0);
    }

    /** The same with more steps done. */
    Progressed at(int steps) {
        return new Progressed(unit, steps, weights, scales);
    }

    /** The next unit, with what this one decided. */
    Progressed next(Map<String, NDArray> newWeights, Map<String, NDArray> newScales) {
        Map<String, NDArray> allWeights = new LinkedHashMap<>(weights);
        allWeights.putAll(newWeights);
        Map<String, NDArray> allScales = new LinkedHashMap<>(scales);
        allScales.putAll(newScales);
        return new Progressed(unit + 1, 0, allWeights, allScales);
    }

    /** A page with what is needed to go on. */
    Bookmark.Page page(Map<String, NDArray> training) {
        Map<String, NDArray> arrays = new HashMap<>(training);
        weights.forEach((name, array) -> arrays.put(WEIGHT + name, array));
        scales.forEach((name, array) -> arrays.put(SCALE + name, array));
        return new Bookmark.Page(
                arrays, Map.of("unit", Integer.toString(unit), "step", Integer.toString(step)));
    }

    /** Weights were rounded on the grids that they had, which stay. */
    private Map<String, Decision> rounded(Workbench bench) {
        Map<String, Decision> kept = new LinkedHashMap<>();
        for (Site site : Sites.of(bench.graph())) {
            Decision before = bench.plan().decisions().get(site.id());
            if (before != null && site.parameter().filter(weights::containsKey).isPresent()) {
                kept.put(site.id(), before);
            }
        }
        return kept;
    }

    /** What is decided so far. */
    Plan plan(Workbench bench) {
        Map<String, Decision> decisions = new LinkedHashMap<>();
        for (Map.Entry<String, Decision> before : bench.plan().decisions().entrySet()) {
            String site = before.getKey();
            Map<String, float[]> arrays = new HashMap<>();
            before.getValue().grid().stream()
                    .flatMap(grid -> grid.arrays().keySet().stream())
                    .filter(array -> scales.containsKey(site + "." + array))
                    .forEach(a -> arrays.put(a, scales.get(site + "." + a).toFloatArray()));
            if (!arrays.isEmpty()) {
                Decision old = before.getValue();
                decisions.put(
                        site,
                        new Decision(
                                old.grid().map(g -> g.withArrays(arrays)), "", Optional.empty()));
            }
        }
        rounded(bench).forEach(decisions::put);
        return new Plan(decisions, weights, Optional.empty());
    }
}
