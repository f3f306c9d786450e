package dev.halftone.training;

import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Grid;
import dev.halftone.plan.Plan;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.Workbench;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is learned in one unit.
 *
 * @param unit where
 * @param sites in it that have a grid
 * @param rounded parameters whose rounding is learned, with their grids
 * @param arrays of activation grids that are learned: {@code site-id.array}
 * @param how it is done
 */
record Sited(
        Unit unit,
        List<Site> sites,
        Map<String, Affine> rounded,
        List<String> arrays,
        Rebuilding how) {

    static Sited of(Workbench bench, Unit unit, Rebuilding how) {
        Set<String> nodes = unit.nodes().stream().map(Node::name).collect(Collectors.toSet());
        List<Site> all = Sites.of(bench.graph());
        List<Site> here =
                all.stream()
                        .filter(site -> nodes.contains(site.node()))
                        .filter(site -> bench.plan().grid(site.id()).isPresent())
                        .toList();
        Set<String> chosen = bench.sites().stream().map(Site::id).collect(Collectors.toSet());
        Map<String, Affine> rounded = new LinkedHashMap<>();
        List<String> arrays = new ArrayList<>();
        for (Site site : here) {
            Grid grid = bench.plan().grid(site.id()).orElseThrow();
            if (!chosen.contains(site.id())) {
                continue;
            }
            if (site.isWeight() && grid.settled() instanceof Affine affine && isAlone(site, all)) {
                rounded.put(site.parameter().orElseThrow(), affine);
            } else if (!site.isWeight() && how.learnsScales()) {
                grid.arrays().keySet().stream()
                        .sorted()
                        .forEach(array -> arrays.add(site.id() + "." + array));
            }
        }
        return new Sited(unit, here, rounded, arrays, how);
    }

    /** A weight that two layers share cannot be rounded for one of them. */
    private static boolean isAlone(Site site, List<Site> all) {
        return all.stream().filter(other -> other.parameter().equals(site.parameter())).count()
                == 1;
    }

    /** Whether there is nothing to learn. */
    boolean isFixed() {
        return rounded.isEmpty() && arrays.isEmpty();
    }

    /** Everything that the program is given at each run. */
    Set<String> learned() {
        Set<String> names = new LinkedHashSet<>(rounded.keySet());
        names.addAll(arrays);
        return names;
    }

    /** The plan to train with: rounding comes from outside, activations land now and then. */
    Plan training(Plan plan) {
        Plan other = plan;
        for (Site site : sites) {
            Grid grid = plan.grid(site.id()).orElseThrow();
            boolean outside = site.parameter().filter(rounded::containsKey).isPresent();
            if (outside || !site.isWeight() && how.weightsOnly()) {
                other = other.floating(site);
            } else if (!site.isWeight() && how.keep() < 1) {
                other = other.with(site, new Mixture(grid, how.keep()));
            }
        }
        return other;
    }

    /** The same plan with every activation in float. */
    static Plan weightsOnly(Workbench bench, Plan plan) {
        Plan other = plan;
        for (Site site : Sites.of(bench.graph())) {
            if (!site.isWeight() && plan.grid(site.id()).isPresent()) {
                other = other.floating(site);
            }
        }
        return other;
    }

    /** Refuses a unit in which a site is something else than in the whole network. */
    void check(Graph piece) {
        Set<String> known = Sites.of(piece).stream().map(Site::id).collect(Collectors.toSet());
        Optional<Site> lost = sites.stream().filter(s -> !known.contains(s.id())).findFirst();
        if (lost.isPresent()) {
            String message =
                    "the unit '%s' cuts '%s' off from what makes it one"
                            .formatted(unit.path(), lost.get().id());
            throw new ProblemException(
                    Problem.of("cut-unit", message).hint("take the whole attention into the unit"));
        }
    }
}
