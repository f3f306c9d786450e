package dev.halftone.tck;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.halftone.compile.Bound;
import dev.halftone.compile.Sited;
import dev.halftone.compile.Snaps;
import dev.halftone.graph.Graph;
import dev.halftone.grid.Grid;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a plan promises when it is carried out: the values themselves are looked at, wherever the
 * plan decides.
 */
final class PlanPromises {
    static final String ON_GRID = "leaves every decided site on its grid, with the same bits twice";

    private final TinyNetwork network;
    private final Lab lab;

    PlanPromises(TinyNetwork network, Lab lab) {
        this.network = network;
        this.lab = lab;
    }

    /** Runs the tiny network under a plan, and looks. */
    void onGrid(String what, Plan unsettled) {
        Plan plan = unsettled.settled();
        try (NDManager inside = lab.manager().newSubManager()) {
            Bound bound = Bound.of(network.graph(), network.weights(inside), plan);
            List<Site> decided =
                    Sites.of(bound.graph()).stream()
                            .filter(site -> plan.grid(site.id()).isPresent())
                            .toList();
            Set<String> ids = decided.stream().map(Site::id).collect(Collectors.toSet());
            Sited sited = Snaps.watch(bound, plan, ids);
            List<String> values = decided.stream().map(s -> sited.values().get(s.id())).toList();
            Graph graph = watching(sited.bound().graph(), values);
            try (Program program =
                    lab.engine()
                            .compile(graph, given(sited.bound(), inside), Plan.EMPTY, Set.of())) {
                List<NDArray> first = program.run(TinyNetwork.inputs(inside, 0));
                List<NDArray> second = program.run(TinyNetwork.inputs(inside, 0));
                for (int i = 0; i < decided.size(); i++) {
                    String where = decided.get(i).id() + ", " + what;
                    int at = graph.outputs().indexOf(values.get(i));
                    float[] found = first.get(at).toFloatArray();
                    assertThat(second.get(at).toFloatArray())
                            .as("twice, at " + where)
                            .containsExactly(found);
                    Grid grid = plan.grid(decided.get(i).id()).orElseThrow();
                    float[] again = lab.snap(grid, found, first.get(at).getShape());
                    GridPromises.same("on its grid, at " + where, grid, again, found);
                }
            }
        }
    }

    private static Graph watching(Graph graph, List<String> values) {
        List<String> outputs = values.stream().distinct().toList();
        return new Graph(graph.name(), graph.inputs(), graph.parameters(), graph.nodes(), outputs);
    }

    private static Map<String, NDArray> given(Bound bound, NDManager manager) {
        Map<String, NDArray> all = new LinkedHashMap<>(bound.weights());
        bound.arrays()
                .forEach(
                        (name, numbers) ->
                                all.put(
                                        name,
                                        manager.create(
                                                numbers,
                                                bound.graph().parameters().get(name).shape())));
        return all;
    }
}
