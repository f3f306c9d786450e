package dev.halftone.phase;

import ai.djl.ndarray.NDArray;
import dev.halftone.experiment.Step;
import dev.halftone.plan.Decision;
import dev.halftone.plan.Plan;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.site.Site;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts what a step decided after the plan so far, signed with the step's name and reason. */
final class Merging {

    private Merging() {}

    /**
     * @param sites of the graph after the step; decisions come in their order, so that equal plans
     *     compile alike, however they came about
     */
    static Plan merge(Plan before, Plan decided, Step step, List<Site> sites) {
        Map<String, Decision> signed = new LinkedHashMap<>();
        decided.decisions()
                .forEach(
                        (site, decision) ->
                                signed.put(
                                        site,
                                        new Decision(
                                                decision.grid(), step.title(), step.because())));
        Plan all = before.then(new Plan(signed, decided.parameters(), decided.graph()));
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
                                step.title() + " decided about '" + site + "', which is no site"));
            }
        }
        Map<String, NDArray> parameters = new TreeMap<>(all.parameters());
        return new Plan(ordered, parameters, all.graph());
    }
}
