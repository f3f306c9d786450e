package dev.halftone.integer;

import ai.djl.ndarray.NDArray;
import dev.halftone.compile.Bound;
import dev.halftone.compile.Linears;
import dev.halftone.compile.Sited;
import dev.halftone.compile.Snaps;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.plan.Arithmetic;
import dev.halftone.plan.Plan;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A graph and a plan as whole numbers, as far as that goes.
 *
 * @param bound the graph to write down
 * @param placement where it is integer and where not
 */
public record IntegerGraph(Bound bound, Placement placement) {

    /**
     * Applies a plan, then brings what products read into integers, and what lies between them.
     *
     * @param fast whether the library's int8 kernels are exact here; without, whole numbers are
     *     multiplied in floating point
     */
    public static IntegerGraph of(
            Graph graph, Map<String, NDArray> weights, Plan plan, boolean fast) {
        Bound plain = Bound.of(graph, weights, plan);
        Set<String> decided = new LinkedHashSet<>();
        for (Site site : Sites.of(plain.graph())) {
            if (plan.grid(site.id()).isPresent()) {
                decided.add(site.id());
            }
        }
        Sited sited = Snaps.watch(plain, plan, decided);
        Bound snapped = sited.bound().with(Linears.fuse(sited.bound().graph()));
        if (plan.arithmetic().bias() == Arithmetic.Bias.INT32) {
            snapped = WholeBiases.in(snapped);
        }
        boolean fixed = plan.arithmetic().requantize() == Arithmetic.Requantize.FIXED_POINT;
        Map<String, String> reasons = new HashMap<>();
        Graph now = Products.lower(snapped, fast && !fixed, reasons);
        now = Passes.tidy(now, fixed);
        Map<String, String> values = new LinkedHashMap<>();
        decided.forEach(site -> values.put(site, sited.values().get(site)));
        return new IntegerGraph(snapped.with(now), placement(snapped, now, values, reasons));
    }

    private static Placement placement(
            Bound before, Graph now, Map<String, String> values, Map<String, String> reasons) {
        Map<String, Node> makers = makers(before.graph());
        Map<String, Node> left = makers(now);
        List<String> integer = new ArrayList<>();
        Map<String, String> simulated = new LinkedHashMap<>();
        values.forEach(
                (site, value) -> {
                    Node made = makers.get(value);
                    Node still = left.get(value);
                    if (made == null || !made.op().equals(Lattice.OP)) {
                        simulated.put(site, "its grid is not uniform");
                    } else if (still != null && still.op().equals(Lattice.OP)) {
                        simulated.put(site, why(before, made, reasons));
                    } else {
                        integer.add(site);
                    }
                });
        return new Placement(integer, simulated);
    }

    private static Map<String, Node> makers(Graph graph) {
        Map<String, Node> makers = new HashMap<>();
        graph.nodes().forEach(node -> node.outputs().forEach(value -> makers.put(value, node)));
        return makers;
    }

    private static String why(Bound before, Node snap, Map<String, String> reasons) {
        String known = reasons.get(snap.output());
        if (known != null) {
            return known;
        }
        return Lattice.of(snap, before)
                .flatMap(Lattice::tooWide)
                .orElseGet(
                        () ->
                                before.graph().uses(snap.output()).stream()
                                        .map(use -> use.node().op() + " computes in float")
                                        .findFirst()
                                        .orElse("nothing computes with it"));
    }
}
