package dev.halftone.integer;

import ai.djl.ndarray.NDArray;
import dev.halftone.compile.Bound;
import dev.halftone.compile.Linears;
import dev.halftone.compile.Sited;
import dev.halftone.compile.Snaps;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.plan.Plan;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A graph with a plan's grids in it.
 *
 * @param bound the graph
 * @param values by decided site, in node order: the value found there, after the grid
 */
record Snapped(Bound bound, Map<String, String> values) {

    static Snapped of(Graph graph, Map<String, NDArray> weights, Plan plan) {
        Bound plain = Bound.of(graph, weights, plan);
        Set<String> decided = new LinkedHashSet<>();
        for (Site site : Sites.of(plain.graph())) {
            if (plan.grid(site.id()).isPresent()) {
                decided.add(site.id());
            }
        }
        Sited sited = Snaps.watch(plain, plan, decided);
        Map<String, String> values = new LinkedHashMap<>();
        decided.forEach(site -> values.put(site, sited.values().get(site)));
        Bound rounded = WholeBiases.in(sited.bound(), plan);
        return new Snapped(rounded.with(Linears.fuse(rounded.graph())), values);
    }

    /** The steps of the grids of some sites, weights left out. */
    Map<String, Float> steps(List<String> sites) {
        Edit edit = new Edit(bound.graph());
        Map<String, Node> makers = new HashMap<>();
        bound.graph().nodes().forEach(node -> makers.put(node.output(), node));
        Map<String, Float> steps = new LinkedHashMap<>();
        for (String site : sites) {
            String value = values.get(site);
            if (!edit.isFixed(value) && makers.containsKey(value)) {
                Lattice.of(makers.get(value), bound)
                        .ifPresent(grid -> steps.put(site, grid.scale()[0]));
            }
        }
        return steps;
    }

    /** The graph with other outputs. */
    Bound giving(List<String> outputs) {
        Graph all = bound.graph();
        Graph other = new Graph(all.name(), all.inputs(), all.parameters(), all.nodes(), outputs);
        return bound.with(other.between(all.inputs(), outputs));
    }
}
