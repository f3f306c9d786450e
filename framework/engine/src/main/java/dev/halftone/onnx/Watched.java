package dev.halftone.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.halftone.compile.Bound;
import dev.halftone.compile.Sited;
import dev.halftone.compile.Snaps;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Grid;
import dev.halftone.integer.WholeBiases;
import dev.halftone.plan.Plan;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A network in the words of ONNX and the simulation that it stands for, with other outputs: the
 * values at the sites whose grid is one for the whole tensor, weights left out.
 *
 * @param codes the QDQ model
 * @param simulated the graph with its grids in it
 * @param sites by output, in order: the ids of the sites found there
 * @param steps of the outputs' grids
 */
public record Watched(Bound codes, Bound simulated, List<List<String>> sites, List<Float> steps) {

    /**
     * @param manager owns the codes of weights
     */
    public static Watched of(
            Graph graph, Map<String, NDArray> weights, Plan plan, NDManager manager) {
        Bound padded = Qdq.prepared(graph, weights, plan);
        Set<String> decided = new LinkedHashSet<>();
        for (Site site : Sites.of(padded.graph())) {
            if (!site.isWeight() && plan.grid(site.id()).filter(Watched::isPlain).isPresent()) {
                decided.add(site.id());
            }
        }
        Sited sited = Snaps.watch(padded, plan, decided);
        Bound snapped = WholeBiases.in(sited.bound(), plan);
        Map<String, Affine> grids = grids(snapped);
        Qdq said = Qdq.in(snapped, manager);
        Map<String, String> outputs = new LinkedHashMap<>();
        Map<String, List<String>> found = new LinkedHashMap<>();
        for (String site : decided) {
            String value = sited.values().get(site);
            if (grids.containsKey(value)) {
                outputs.putIfAbsent(said.now(value), value);
                found.merge(said.now(value), List.of(site), Watched::both);
            }
        }
        List<String> values = List.copyOf(outputs.values());
        return new Watched(
                said.giving(List.copyOf(outputs.keySet())),
                giving(snapped, values),
                List.copyOf(found.values()),
                values.stream().map(value -> grids.get(value).scale().get(0)).toList());
    }

    private static boolean isPlain(Grid grid) {
        return grid instanceof Affine affine && affine.scale().size() == 1 && Qdq.fits(affine);
    }

    private static Map<String, Affine> grids(Bound bound) {
        Map<String, Affine> grids = new HashMap<>();
        for (Node node : bound.graph().nodes()) {
            if (node.op().equals(Grids.OP)) {
                grids.put(node.output(), Grids.of(node, bound));
            }
        }
        return grids;
    }

    private static List<String> both(List<String> some, List<String> more) {
        return Stream.of(some, more).flatMap(List::stream).toList();
    }

    private static Bound giving(Bound bound, List<String> outputs) {
        Graph old = bound.graph();
        Graph all = new Graph(old.name(), old.inputs(), old.parameters(), old.nodes(), outputs);
        return bound.with(all.between(old.inputs(), outputs));
    }
}
