package dev.halftone.integer;

import ai.djl.ndarray.NDArray;
import dev.halftone.compile.Bound;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.plan.Arithmetic;
import dev.halftone.plan.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A graph and a plan as whole numbers, as far as that goes.
 *
 * @param bound the graph to write down
 * @param simulated the same before anything became integer
 * @param placement where it is integer and where not
 * @param watched if asked for: the sites whose values are the outputs, and the steps of their grids
 */
public record IntegerGraph(
        Bound bound, Bound simulated, Placement placement, Map<String, Float> watched) {

    /**
     * Applies a plan, then brings what products read into integers, and what lies between them.
     *
     * @param fast whether the library's int8 kernels are exact here; without, whole numbers are
     *     multiplied in floating point
     */
    public static IntegerGraph of(
            Graph graph, Map<String, NDArray> weights, Plan plan, boolean fast) {
        Snapped snapped = Snapped.of(graph, weights, plan);
        Lowered lowered = lower(snapped.bound(), plan, fast);
        Placement placement = placement(snapped, lowered);
        return new IntegerGraph(
                snapped.bound().with(lowered.graph()), snapped.bound(), placement, Map.of());
    }

    /** The same with other outputs: the values at the sites that run in integers. */
    public static IntegerGraph watched(
            Graph graph, Map<String, NDArray> weights, Plan plan, boolean fast) {
        Snapped snapped = Snapped.of(graph, weights, plan);
        Placement placement = placement(snapped, lower(snapped.bound(), plan, fast));
        Map<String, Float> steps = snapped.steps(placement.integer());
        List<String> outputs =
                steps.keySet().stream().map(site -> snapped.values().get(site)).toList();
        Bound watched = snapped.giving(outputs);
        Graph lowered = lower(watched, plan, fast).graph();
        return new IntegerGraph(watched.with(lowered), watched, placement, steps);
    }

    private record Lowered(Graph graph, Map<String, String> reasons) {}

    private static Lowered lower(Bound snapped, Plan plan, boolean fast) {
        Map<String, String> reasons = new HashMap<>();
        boolean fixed = plan.arithmetic().requantize() == Arithmetic.Requantize.FIXED_POINT;
        boolean kernels = fast && !fixed;
        Graph products = Products.lower(snapped, kernels, reasons);
        return new Lowered(Passes.tidy(snapped.with(products), fixed, kernels), reasons);
    }

    private static Placement placement(Snapped snapped, Lowered lowered) {
        Map<String, Node> makers = makers(snapped.bound().graph());
        Map<String, Node> left = makers(lowered.graph());
        List<String> integer = new ArrayList<>();
        Map<String, String> simulated = new LinkedHashMap<>();
        snapped.values()
                .forEach(
                        (site, value) -> {
                            Node made = makers.get(value);
                            Node still = left.get(value);
                            if (made == null || !made.op().equals(Lattice.OP)) {
                                simulated.put(site, "its grid is not uniform");
                            } else if (still != null && still.op().equals(Lattice.OP)) {
                                simulated.put(site, why(snapped.bound(), made, lowered.reasons()));
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
