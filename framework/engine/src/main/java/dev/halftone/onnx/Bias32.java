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
import java.util.Arrays;
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
    /** Largest code of a bias: what products add to it still fits. */
    private static final float MOST = 1 << 30;

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
        Optional<float[]> product = scales(node, parameters.get(node.input(2)).shape());
        if (product.isEmpty()) {
            return node;
        }
        float[] values = bound.values(node.input(2));
        float[] wide = wide(values, product.get());
        boolean fits = Arrays.equals(wide, product.get()) || rescaled(node, product.get(), wide);
        return fits ? withBias(node, codes(values, wide), wide) : node;
    }

    /** The scales of the accumulator, larger where 32 bits would not hold the bias. */
    private static float[] wide(float[] bias, float[] scales) {
        float[] wide = scales.clone();
        for (int i = 0; i < wide.length; i++) {
            wide[i] = Math.max(wide[i], Math.abs(bias[i]) / MOST);
        }
        return wide;
    }

    /**
     * Gives channels whose weights are next to nothing beside their bias a scale at which 32 bits
     * hold the bias: ONNX Runtime would cut it off. Such a weight moves by at most half a step of
     * its new grid, |bias| / (s_x · 2^31).
     */
    private boolean rescaled(Node node, float[] scales, float[] wide) {
        Node weight = makers.get(node.input(1));
        float[] steps = bound.arrays().get(weight.input(1)).clone();
        boolean alone = uses.get(weight.output()).size() == 1;
        if (steps.length != wide.length || !alone || weight.attributes().integer("axis", 1) != 0) {
            return false;
        }
        NDArray stored = weights.get(weight.input(0));
        byte[] codes = stored.toByteArray();
        int row = codes.length / wide.length;
        float input = dequantized(node.input(0)).orElseThrow()[0];
        for (int i = 0; i < codes.length; i++) {
            int channel = i / row;
            if (wide[channel] > scales[channel]) {
                codes[i] = (byte) Math.rint((double) codes[i] * scales[channel] / wide[channel]);
                steps[channel] = wide[channel] / input;
            }
        }
        ByteBuffer data = ByteBuffer.allocateDirect(codes.length).put(codes).flip();
        weights.put(weight.input(0), manager.create(data, stored.getShape(), DataType.INT8));
        arrays.put(weight.input(1), steps);
        return true;
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
    private Optional<float[]> scales(Node node, Shape bias) {
        Optional<float[]> input = dequantized(node.input(0)).filter(scale -> scale.length == 1);
        Optional<float[]> weight =
                dequantized(node.input(1))
                        .filter(scale -> scale.length == 1 || scale.length == bias.size())
                        .filter(scale -> isSymmetric(makers.get(node.input(1))));
        if (bias.dimension() != 1 || input.isEmpty() || weight.isEmpty()) {
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

    private static int[] codes(float[] bias, float[] scales) {
        int[] codes = new int[bias.length];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = bias[i] == 0 ? 0 : (int) Math.rint((double) bias[i] / scales[i]);
        }
        return codes;
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
