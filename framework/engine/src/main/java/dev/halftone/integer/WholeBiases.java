package dev.halftone.integer;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.compile.Bound;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import dev.halftone.graph.Use;
import dev.halftone.plan.Arithmetic;
import dev.halftone.plan.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rounds the biases of products of two quantized operands to whole multiples, in 32 bits, of the
 * product of their scales: what integer hardware adds to its sums. They stay float32 values, the
 * same ones for every engine and for exported files.
 */
public final class WholeBiases {
    private final Bound bound;
    private final Edit edit;
    private final Map<String, Node> changed = new HashMap<>();
    private final Map<String, TensorSpec> parameters;
    private final Map<String, float[]> arrays;

    private WholeBiases(Bound bound) {
        this.bound = bound;
        edit = new Edit(bound.graph());
        parameters = new LinkedHashMap<>(bound.graph().parameters());
        arrays = new LinkedHashMap<>(bound.arrays());
    }

    /** The same graph with such biases, if the plan asks for them; its grids are in it. */
    public static Bound in(Bound bound, Plan plan) {
        return plan.arithmetic().bias() == Arithmetic.Bias.INT32
                ? new WholeBiases(bound).rounded()
                : bound;
    }

    private Bound rounded() {
        Graph old = bound.graph();
        old.nodes().forEach(this::visit);
        List<Node> nodes = new ArrayList<>();
        old.nodes().forEach(node -> nodes.add(changed.getOrDefault(node.name(), node)));
        Graph all = new Graph(old.name(), old.inputs(), parameters, nodes, old.outputs());
        return new Bound(all.between(old.inputs(), old.outputs()), bound.weights(), arrays);
    }

    private void visit(Node product) {
        Optional<Use> use =
                switch (product.op()) {
                    case "Gemm", "Conv", "ConvTranspose" -> Optional.of(new Use(product, 2));
                    case "MatMul" -> added(product);
                    default -> Optional.empty();
                };
        use.filter(bias -> old().isParameter(bias.node().input(bias.index())))
                .ifPresent(bias -> units(product, bias).ifPresent(units -> round(bias, units)));
    }

    private Graph old() {
        return bound.graph();
    }

    /** Where a vector is added to a product, and nothing else reads that product. */
    private Optional<Use> added(Node product) {
        return edit.reader(product.output())
                .filter(sum -> sum.op().equals("Add"))
                .map(sum -> new Use(sum, sum.input(0).equals(product.output()) ? 1 : 0))
                .filter(use -> old().isParameter(use.node().input(use.index())))
                .filter(use -> shape(use).dimension() == 1 && shape(use).size() > 1);
    }

    private Shape shape(Use bias) {
        return old().parameters().get(bias.node().input(bias.index())).shape();
    }

    /** Of the sums: one for each channel, or one for all. */
    private Optional<double[]> units(Node product, Use bias) {
        Optional<Lattice> left = grid(product.input(0)).filter(Lattice::isOne);
        Optional<Lattice> right = weight(product, (int) shape(bias).size());
        if (left.isEmpty() || right.isEmpty()) {
            return Optional.empty();
        }
        double[] units = new double[right.get().scale().length];
        for (int i = 0; i < units.length; i++) {
            units[i] = (double) right.get().scale()[i] * left.get().scale()[0];
        }
        return Optional.of(units);
    }

    /** The grid of a weight, if it has one scale, or one for each output channel. */
    private Optional<Lattice> weight(Node product, int channels) {
        boolean matrix = product.op().equals("MatMul");
        Optional<Node> turn = edit.maker(product.input(1), "Transpose").filter(node -> matrix);
        String weight = turn.map(node -> node.input(0)).orElse(product.input(1));
        int axis = turn.isPresent() ? 0 : Products.channels(product);
        return grid(weight)
                .filter(grid -> edit.isFixed(weight) && grid.group() == 0)
                .filter(grid -> grid.isOne() || grid.scale().length == channels)
                .filter(grid -> grid.isOne() || axis(grid, weight) == axis);
    }

    private int axis(Lattice grid, String weight) {
        String plain = edit.maker(weight).map(node -> node.input(0)).orElse("");
        TensorSpec spec = old().parameters().get(plain);
        return spec == null ? -1 : Products.axis(grid, spec.shape().dimension());
    }

    private Optional<Lattice> grid(String value) {
        return edit.maker(value, Lattice.OP).flatMap(node -> Lattice.of(node, bound));
    }

    private void round(Use bias, double[] units) {
        Node node = bias.node();
        String name = node.name() + "/bias32";
        float[] values = bound.values(node.input(bias.index()));
        for (int i = 0; i < values.length; i++) {
            double unit = units[i % units.length];
            double whole = Math.rint(values[i] / unit);
            values[i] = (float) (Math.max(-0x1p31, Math.min(0x1p31 - 1, whole)) * unit);
        }
        arrays.put(name, values);
        parameters.put(name, new TensorSpec(name, DataType.FLOAT32, shape(bias)));
        List<String> inputs = new ArrayList<>(node.inputs());
        inputs.set(bias.index(), name);
        changed.put(node.name(), node.withInputs(inputs));
    }
}
