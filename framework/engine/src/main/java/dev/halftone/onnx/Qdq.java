package dev.halftone.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.halftone.compile.Bound;
import dev.halftone.compile.Snaps;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.grid.Affine;
import dev.halftone.integer.WholeBiases;
import dev.halftone.plan.Plan;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Says a plan in the words of ONNX. A tensor on an affine grid of at most 8 bits goes through
 * QuantizeLinear and DequantizeLinear, as uint8 whatever the grid's own codes are, narrower grids
 * with a Clip of the codes; weights are int8 codes with DequantizeLinear. What ONNX cannot say so
 * becomes the elementary operators that the grid is made of, or a weight in float that lies on the
 * grid.
 *
 * <p>The values are the plan's. QuantizeLinear rounds x / s, so grids with another {@link
 * dev.halftone.grid.Rounding} may fall to the other side of a tie.
 */
public final class Qdq {
    private final Bound bound;
    private final NDManager manager;
    private final Ledger made;
    private final Clamps clamps;
    private final ValueFacts facts;
    private final Set<String> convolved = new HashSet<>();
    private final Map<String, String> renamed = new HashMap<>();
    private final Map<String, Affine> landed = new HashMap<>();

    private Qdq(Bound bound, NDManager manager) {
        this.bound = bound;
        this.manager = manager;
        made = new Ledger(bound, manager);
        facts = ValueFacts.of(bound);
        Map<String, Node> makers = new HashMap<>();
        for (Node node : bound.graph().nodes()) {
            node.outputs().forEach(output -> makers.put(output, node));
            if (node.op().startsWith("Conv")) {
                convolved.add(node.input(1));
            }
        }
        clamps = new Clamps(makers, bound);
    }

    /**
     * @param manager owns the codes, which must live until the result is written
     */
    public static Bound of(
            Graph graph, Map<String, NDArray> weights, Plan plan, NDManager manager) {
        Bound bare = prepared(graph, weights, plan);
        Bound snapped = WholeBiases.in(Snaps.insert(bare, plan, Set.of()), plan);
        Qdq said = in(snapped, manager);
        return said.giving(snapped.graph().outputs().stream().map(said::now).toList());
    }

    /** The graph that grids are to be put into. */
    static Bound prepared(Graph graph, Map<String, NDArray> weights, Plan plan) {
        return Pads.intoConvolutions(Bound.of(graph, weights, plan));
    }

    /**
     * Says a graph whose grids are in it.
     *
     * @param manager owns the codes
     */
    static Qdq in(Bound snapped, NDManager manager) {
        Qdq pass = new Qdq(snapped, manager);
        snapped.graph().nodes().forEach(pass::visit);
        return pass;
    }

    /** What was said, with these outputs. */
    Bound giving(List<String> outputs) {
        return Bias32.in(made.bound(outputs), manager);
    }

    /** Whether 8-bit codes hold a grid. */
    public static boolean fits(Affine grid) {
        return Codes.shift(grid, 0).isPresent();
    }

    /** The name that a value has now. */
    String now(String value) {
        return renamed.getOrDefault(value, value);
    }

    private void visit(Node node) {
        if (!node.op().equals(Grids.OP)) {
            made.add(node.withInputs(node.inputs().stream().map(this::now).toList()));
            return;
        }
        Affine grid = Grids.of(node, bound);
        String value = now(node.input(0));
        if (grid.equals(landed.get(value))) {
            renamed.put(node.output(), value);
            return;
        }
        landed.put(node.output(), grid);
        if (bound.graph().isParameter(value)) {
            weight(node, value, grid);
        } else {
            activation(node, now(clamps.before(value, grid)), grid);
        }
    }

    private void activation(Node node, String value, Affine grid) {
        OptionalInt shift = Codes.shift(grid, 0);
        if (shift.isEmpty() || grid.group() > 0) {
            new Elementary(node, grid, facts, made).write(value);
            return;
        }
        List<String> scales = made.scales(node, grid, shift.getAsInt(), DataType.UINT8);
        Attributes axis = axis(grid);
        String codes = made.node(node, "QuantizeLinear", List.of(value, scales), axis);
        int low = grid.low() + shift.getAsInt();
        int high = grid.high() + shift.getAsInt();
        if (low > 0 || high < 255) {
            List<String> ends =
                    List.of(made.code(node, "least", low), made.code(node, "most", high));
            codes = made.node(node, "Clip", List.of(codes, ends), Attributes.NONE);
        }
        made.last(node, "DequantizeLinear", List.of(codes, scales), axis);
    }

    private static Attributes axis(Affine grid) {
        return grid.scale().size() == 1 ? Attributes.NONE : Attributes.of("axis", grid.axis());
    }

    private void weight(Node node, String value, Affine grid) {
        NDArray weight = made.weight(value);
        Codes codes = new Codes(grid, weight.getShape());
        OptionalInt shift = Codes.shift(grid, -128);
        long last = weight.getShape().get(weight.getShape().dimension() - 1);
        boolean whole = grid.group() == 0 || last % grid.group() == 0;
        if (shift.isEmpty() || !whole || !isTaken(node, grid)) {
            made.replaced(node, codes.snapped(weight.toFloatArray()), weight.getShape());
            return;
        }
        int[] centred = codes.centred(weight.toFloatArray());
        String stored = made.codes(value, centred, codes, shift.getAsInt());
        if (grid.group() > 0) {
            List<String> scales = made.blocks(node, codes, shift.getAsInt());
            Attributes blocks = Attributes.of("axis", -1).with("block_size", grid.group());
            made.last(node, "DequantizeLinear", List.of(stored, scales), blocks);
        } else {
            List<String> scales = made.scales(node, grid, shift.getAsInt(), DataType.INT8);
            made.last(node, "DequantizeLinear", List.of(stored, scales), axis(grid));
        }
    }

    /** ONNX Runtime's integer convolution wants one zero point for all channels. */
    private boolean isTaken(Node node, Affine grid) {
        boolean same = grid.zeroPoint().stream().distinct().count() == 1;
        return same || !convolved.contains(node.output());
    }
}
