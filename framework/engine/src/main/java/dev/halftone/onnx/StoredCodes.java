package dev.halftone.onnx;

import ai.djl.ndarray.types.DataType;
import dev.halftone.graph.Node;
import dev.halftone.grid.Affine;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Weights that a file holds as codes: DequantizeLinear of a known tensor becomes the float values,
 * (q − z)·s in float32, and what grid they lie on is remembered. Biases of 32 bits become floats
 * without a grid.
 */
final class StoredCodes {
    private static final String SUFFIX = "_DequantizeLinear_Output";

    private final Translation translation;
    private final Map<String, Affine> grids = new LinkedHashMap<>();
    private final Map<String, String> renamed = new HashMap<>();
    private final Set<String> values = new HashSet<>();

    private StoredCodes(Translation translation) {
        this.translation = translation;
    }

    /**
     * What is left.
     *
     * @param nodes in the same order, reading floats
     * @param grids of weights, by value name
     */
    record Floats(List<Node> nodes, Map<String, Affine> grids) {}

    static Floats of(List<Node> nodes, Translation translation, List<String> outputs) {
        StoredCodes codes = new StoredCodes(translation);
        codes.values.addAll(outputs);
        codes.values.addAll(translation.constants().keySet());
        nodes.forEach(node -> codes.values.addAll(node.outputs()));
        List<Node> rest = new ArrayList<>();
        for (Node node : nodes) {
            if (!node.op().equals("DequantizeLinear") || !codes.decoded(node, outputs)) {
                rest.add(node);
            }
        }
        return new Floats(rest.stream().map(codes::renamed).toList(), codes.grids);
    }

    private Node renamed(Node node) {
        return node.withInputs(
                node.inputs().stream().map(v -> renamed.getOrDefault(v, v)).toList());
    }

    private boolean decoded(Node node, List<String> outputs) {
        Optional<Tensor> codes = translation.known(node.input(0)).filter(Tensor::isWhole);
        Optional<List<Float>> scales = Quantizing.scales(node, translation);
        if (codes.isEmpty() || scales.isEmpty()) {
            return false;
        }
        int count = scales.get().size();
        Optional<List<Integer>> zeros = Quantizing.zeros(node, translation, count);
        int axis = axis(node, codes.get());
        boolean fits =
                count == 1
                        || axis >= 0
                                && axis < codes.get().rank()
                                && codes.get().dimensions().get(axis) == count;
        if (zeros.isEmpty() || !fits || codes.get().type() == DataType.INT64) {
            return false;
        }
        String name = outputs.contains(node.output()) ? node.output() : plain(node.output());
        long inner = 1;
        for (int i = axis + 1; i < codes.get().rank() && count > 1; i++) {
            inner *= codes.get().dimensions().get(i);
        }
        translation.constant(floats(name, codes.get(), scales.get(), zeros.get(), inner));
        type(node, codes.get())
                .flatMap(type -> Quantizing.grid(node, type, translation))
                .ifPresent(grid -> grids.put(name, grid));
        return true;
    }

    private static int axis(Node node, Tensor codes) {
        long axis = node.attributes().integer("axis", 1);
        return (int) (axis < 0 ? axis + codes.rank() : axis);
    }

    private Optional<ElementType> type(Node node, Tensor codes) {
        return translation
                .type(node.input(0))
                .or(
                        () ->
                                switch (codes.type()) {
                                    case INT8 -> Optional.of(ElementType.INT8);
                                    case UINT8 -> Optional.of(ElementType.UINT8);
                                    default -> Optional.empty();
                                });
    }

    /** The name that the weight had before it was quantized, if it is free. */
    private String plain(String output) {
        String wish =
                output.endsWith(SUFFIX)
                        ? output.substring(0, output.length() - SUFFIX.length())
                        : output;
        if (wish.equals(output) || !values.add(wish)) {
            return output;
        }
        renamed.put(output, wish);
        return wish;
    }

    private static Tensor floats(
            String name, Tensor codes, List<Float> scales, List<Integer> zeros, long inner) {
        int count = (int) codes.shape().size();
        ByteBuffer data = ByteBuffer.allocateDirect(Math.multiplyExact(4, count));
        data.order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            int c = scales.size() == 1 ? 0 : (int) (i / inner % scales.size());
            data.putFloat((float) (codes.whole(i) - zeros.get(c)) * scales.get(c));
        }
        return new Tensor(name, DataType.FLOAT32, codes.shape(), data.flip());
    }
}
