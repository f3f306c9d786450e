package dev.halftone.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.compile.Bound;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import dev.halftone.graph.Use;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives integer convolutions and linear layers 32-bit biases of scale s_x·s_w: ONNX Runtime makes
 * integer layers only of those. A bias moves by at most half a unit of the accumulator, which is
 * hundreds of times finer than the grid that the sum lands on.
 */
final class Bias32 {
    private final Bound bound;
    private final NDManager manager;
    private final Map<String, Node> makers = new HashMap<>();
    private final Map<String, List<Use>> uses = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, TensorSpec> parameters;
    private final Map<String, NDArray> weights;
    private final Map<String, float[]> arrays;

    private Bias32(Bound bound, NDManager manager) {
        this.bound = bound;
        this.manager = manager;
        parameters = new LinkedHashMap<>(bound.graph().parameters());
        weights = new LinkedHashMap<>(bound.weights());
        arrays = new LinkedHashMap<>(bound.arrays());
        for (Node node : bound.graph().nodes()) {
            node.outputs().forEach(output -> makers.put(output, node));
            for (int i = 0; i < node.inputs().size(); i++) {
                uses.computeIfAbsent(node.input(i), v -> new ArrayList<>()).add(new Use(node, i));
            }
        }
    }

    static Bound in(Bound bound, NDManager manager) {
        Bias32 pass = new Bias32(bound, manager);
        Graph old = bound.graph();
        old.nodes().forEach(node -> pass.nodes.add(pass.visit(node)));
        Graph all = new Graph(old.name(), old.inputs(), pass.parameters, pass.nodes, old.outputs());
        return new Bound(all.between(old.inputs(), old.outputs()), pass.weights, pass.arrays);
    }

    private Node visit(Node node) {
        if (!isIntegerLayer(node) || !bound.graph().isParameter(node.input(2))) {
            return node;
        }
        NDArray bias = bound.weights().get(node.input(2));
        Optional<float[]> product = scales(node, bias);
        return product.flatMap(scales -> codes(bias.toFloatArray(), scales))
                .map(codes -> withBias(node, codes, product.get()))
                .orElse(node);
    }

    private boolean isIntegerLayer(Node node) {
        boolean quantized =
                uses.getOrDefault(node.output(), List.of()).stream()
                        .allMatch(use -> use.node().op().equals("QuantizeLinear"));
        return switch (node.op()) {
            case "Conv" -> quantized;
            case "Gemm" ->
                    node.attributes().real("alpha", 1) == 1
                            && node.attributes().real("beta", 1) == 1
                            && node.attributes().integer("transB", 0) == 1;
            default -> false;
        };
    }

    /** Of the accumulator: one input scale times one per channel of the weight, or one for all. */
    private Optional<float[]> scales(Node node, NDArray bias) {
        Optional<float[]> input = dequantized(node.input(0)).filter(scale -> scale.length == 1);
        Optional<float[]> weight =
                dequantized(node.input(1))
                        .filter(scale -> scale.length == 1 || scale.length == bias.size())
                        .filter(scale -> isSymmetric(makers.get(node.input(1))));
        if (bias.getShape().dimension() != 1 || input.isEmpty() || weight.isEmpty()) {
            return Optional.empty();
        }
        float[] product = new float[(int) bias.size()];
        for (int i = 0; i < product.length; i++) {
            product[i] = input.get()[0] * weight.get()[weight.get().length == 1 ? 0 : i];
        }
        return Optional.of(product);
    }

    private Optional<float[]> dequantized(String value) {
        return Optional.ofNullable(makers.get(value))
                .filter(node -> node.op().equals("DequantizeLinear"))
                .filter(node -> !node.attributes().has("block_size"))
                .map(node -> bound.arrays().get(node.input(1)));
    }

    private boolean isSymmetric(Node dequantize) {
        for (byte zero : bound.weights().get(dequantize.input(2)).toByteArray()) {
            if (zero != 0) {
                return false;
            }
        }
        return true;
    }

    private static Optional<int[]> codes(float[] bias, float[] scales) {
        int[] codes = new int[bias.length];
        for (int i = 0; i < codes.length; i++) {
            double code = Math.rint((double) bias[i] / scales[i]);
            if (Math.abs(code) > 1 << 30) {
                return Optional.empty();
            }
            codes[i] = (int) code;
        }
        return Optional.of(codes);
    }

    private Node withBias(Node node, int[] codes, float[] scales) {
        String at = node.output() + "/bias";
        Shape shape = new Shape(codes.length);
        ByteBuffer data =
                ByteBuffer.allocateDirect(4 * codes.length).order(ByteOrder.nativeOrder());
        data.asIntBuffer().put(codes);
        parameters.put(at + "_quantized", new TensorSpec(at + "_quantized", DataType.INT32, shape));
        weights.put(at + "_quantized", manager.create(data, shape, DataType.INT32));
        parameters.put(at + ".scale", new TensorSpec(at + ".scale", DataType.FLOAT32, shape));
        arrays.put(at + ".scale", scales);
        List<String> read = List.of(at + "_quantized", at + ".scale");
        List<String> out = Collections.singletonList(at);
        Attributes axis = Attributes.of("axis", 0);
        nodes.add(new Node(at, node.path(), "DequantizeLinear", read, out, axis, node.labels()));
        return node.withInputs(List.of(node.input(0), node.input(1), at));
    }
}
