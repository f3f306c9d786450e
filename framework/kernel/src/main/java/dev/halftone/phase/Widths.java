package dev.halftone.phase;

import dev.halftone.experiment.Step;
import dev.halftone.graph.Graph;
import dev.halftone.grid.Affine;
import dev.halftone.model.Network;
import dev.halftone.plan.Plan;
import dev.halftone.problem.Problem;
import dev.halftone.problem.Spot;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.quantize.SiteQuantizer;
import dev.halftone.site.Site;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Finds affine grids with more bits than integer products take. */
final class Widths {
    private static final int MOST = 8;

    private Widths() {}

    /** Whoever gave a site its grid, and how many bits. */
    private record Given(String by, Optional<Spot> spot, int bits) {}

    /**
     * Those that are known before anything runs: one problem per step.
     *
     * @param model where the model stands in the experiment file
     */
    static List<Problem> foreseen(Network network, Optional<Spot> model, List<MatchedStep> steps) {
        Map<String, Given> known = new LinkedHashMap<>();
        wide(network.plan())
                .forEach((site, bits) -> known.put(site, new Given("the model", model, bits)));
        for (MatchedStep matched : steps) {
            Step step = matched.step();
            widths(matched, network.graph())
                    .forEach(
                            (site, bits) -> {
                                known.remove(site.id());
                                bits.ifPresent(
                                        n ->
                                                known.put(
                                                        site.id(),
                                                        new Given(
                                                                step.title(),
                                                                Optional.of(step.spot()),
                                                                n)));
                            });
        }
        return problems(known);
    }

    private static Map<Site, OptionalInt> widths(MatchedStep matched, Graph graph) {
        Object step = matched.step().use().instance();
        if (step instanceof QuantizationStep whole) {
            return whole.widths(graph, matched.sites());
        }
        Map<Site, OptionalInt> all = new LinkedHashMap<>();
        matched.sites().forEach(site -> all.put(site, ((SiteQuantizer) step).width()));
        return all;
    }

    private static List<Problem> problems(Map<String, Given> known) {
        Map<Given, List<String>> wide = new LinkedHashMap<>();
        known.forEach(
                (site, given) -> {
                    if (given.bits > MOST) {
                        wide.computeIfAbsent(given, any -> new ArrayList<>()).add(site);
                    }
                });
        List<Problem> problems = new ArrayList<>();
        wide.forEach(
                (given, sites) -> {
                    String found = "%s gives '%s' %d".formatted(given.by, sites.get(0), given.bits);
                    problems.addAll(Placed.at(List.of(problem(found, sites.size())), given.spot));
                });
        return problems;
    }

    /** What is wrong with a plan that is to run in integers. */
    static Optional<Problem> problem(Plan plan) {
        Map<String, Integer> wide = wide(plan);
        return wide.entrySet().stream()
                .findFirst()
                .map(
                        first ->
                                problem(
                                        "site '%s' has %d"
                                                .formatted(first.getKey(), first.getValue()),
                                        wide.size()));
    }

    private static Map<String, Integer> wide(Plan plan) {
        Map<String, Integer> wide = new LinkedHashMap<>();
        for (String site : plan.decisions().keySet()) {
            plan.grid(site)
                    .filter(grid -> grid instanceof Affine && grid.bits() > MOST)
                    .ifPresent(grid -> wide.put(site, (int) grid.bits()));
        }
        return wide;
    }

    private static Problem problem(String found, int sites) {
        String more = sites == 1 ? "" : " (%d more sites too)".formatted(sites - 1);
        return Problem.of(
                        "too-many-bits",
                        "mode 'integer' goes up to %d bits, and %s%s".formatted(MOST, found, more))
                .hint(
                        "8 bits or fewer run in integers; mode: simulated runs any number, and"
                                + " auto chooses it here");
    }
}
