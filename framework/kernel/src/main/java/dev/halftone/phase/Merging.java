package dev.halftone.phase;

import ai.djl.ndarray.NDArray;
import dev.halftone.experiment.Mode;
import dev.halftone.experiment.Step;
import dev.halftone.plan.Decision;
import dev.halftone.plan.Plan;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.site.Site;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Puts what a step decided after the plan so far, signed with the step's name, and with the reason
 * given in the file where the step has none of its own.
 */
final class Merging {

    private Merging() {}

    /**
     * @param sites of the graph after the step; decisions come in their order, so that equal plans
     *     compile alike, however they came about
     */
    static Plan merge(Plan before, Plan decided, Step step, List<Site> sites) {
        refuseStale(before, decided, step, sites);
        return merge(before, decided, step.title(), step.because(), sites);
    }

    /**
     * A grid was chosen for the values that a weight had. Whoever changes them later decides about
     * the grid too, if only by giving the same again; else it would be one for other values.
     */
    private static void refuseStale(Plan before, Plan decided, Step step, List<Site> sites) {
        for (Site site : sites) {
            boolean stale =
                    site.isWeight()
                            && before.grid(site.id()).isPresent()
                            && site.parameter()
                                    .filter(decided.parameters()::containsKey)
                                    .isPresent()
                            && !decided.decisions().containsKey(site.id());
            if (stale) {
                String earlier = before.decisions().get(site.id()).step();
                String message =
                        "%s changes the weight of '%s', for which %s has chosen a grid already"
                                .formatted(step.title(), site.id(), earlier);
                throw new ProblemException(
                        Problem.of("stale-grid", message)
                                .hint(
                                        "put '%s' before the steps that choose grids of weights"
                                                .formatted(step.use().plugin().id())));
            }
        }
    }

    /** What the network comes with; nothing in float mode. */
    static Plan own(Loaded loaded) {
        boolean inFloat = loaded.experiment().mode() == Mode.FLOAT;
        Plan own = inFloat ? Plan.EMPTY : loaded.network().plan();
        String model = "model " + loaded.experiment().model().plugin().id();
        return merge(Plan.EMPTY, own, model, Optional.empty(), loaded.sites());
    }

    private static Plan merge(
            Plan before, Plan decided, String title, Optional<String> because, List<Site> sites) {
        Map<String, Decision> signed = new LinkedHashMap<>();
        decided.decisions()
                .forEach(
                        (site, decision) ->
                                signed.put(
                                        site,
                                        new Decision(
                                                decision.grid(),
                                                title,
                                                decision.because().or(() -> because))));
        Plan all =
                before.then(
                        new Plan(
                                signed,
                                decided.parameters(),
                                decided.graph(),
                                decided.arithmetic()));
        Map<String, Decision> ordered = new LinkedHashMap<>();
        for (Site site : sites) {
            if (all.decisions().containsKey(site.id())) {
                ordered.put(site.id(), all.decisions().get(site.id()));
            }
        }
        for (String site : signed.keySet()) {
            if (!ordered.containsKey(site)) {
                throw new ProblemException(
                        Problem.of(
                                "unknown-site",
                                title + " decided about '" + site + "', which is no site"));
            }
        }
        Map<String, NDArray> parameters = new TreeMap<>(all.parameters());
        return new Plan(ordered, parameters, all.graph(), all.arithmetic());
    }
}
