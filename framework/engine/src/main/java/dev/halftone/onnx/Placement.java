package dev.halftone.onnx;

import ai.djl.ndarray.types.DataType;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides where known tensors live. Whole numbers that steer (shapes, axes, indices), single
 * numbers and the scales of Resize are written into the graph; everything else is a parameter.
 * Tensors that nothing reads are dropped.
 */
record Placement(
        List<Node> nodes, Map<String, TensorSpec> parameters, Map<String, Tensor> weights) {
    private static final long MOST = 4096;

    static Placement of(List<Node> nodes, Map<String, Tensor> constants, List<String> outputs) {
        Set<String> read = new LinkedHashSet<>();
        Set<String> steering = new HashSet<>();
        for (Node node : nodes) {
            read.addAll(node.inputs());
            if (node.op().equals("Resize") && node.inputs().size() > 1) {
                steering.addAll(node.inputs().subList(1, node.inputs().size()));
            }
        }
        read.addAll(outputs);
        List<Node> all = new ArrayList<>();
        Map<String, TensorSpec> parameters = new LinkedHashMap<>();
        Map<String, Tensor> weights = new LinkedHashMap<>();
        Set<String> names = new HashSet<>();
        nodes.forEach(node -> names.add(node.name()));
        for (String value : read) {
            Tensor tensor = constants.get(value);
            if (tensor == null) {
                continue;
            }
            if (isWritten(tensor, steering.contains(value))) {
                all.add(constant(tensor, names));
            } else {
                parameters.put(value, new TensorSpec(value, tensor.type(), tensor.shape()));
                weights.put(value, tensor);
            }
        }
        all.addAll(nodes);
        return new Placement(all, parameters, weights);
    }

    private static boolean isWritten(Tensor tensor, boolean steers) {
        if (tensor.type() == DataType.INT64) {
            return tensor.rank() <= 1 && tensor.shape().size() <= MOST;
        }
        return tensor.type() == DataType.FLOAT32
                && (tensor.rank() == 0 || steers && tensor.rank() == 1);
    }

    private static Node constant(Tensor tensor, Set<String> names) {
        String name = tensor.name();
        while (!names.add(name)) {
            name = name + "/Constant";
        }
        List<String> outputs = List.of(tensor.name());
        return new Node(name, "", "Constant", List.of(), outputs, value(tensor), Map.of());
    }

    private static Attributes value(Tensor tensor) {
        boolean scalar = tensor.rank() == 0;
        if (tensor.isWhole()) {
            List<Long> values = tensor.integers();
            return scalar
                    ? Attributes.of("value_int", values.get(0))
                    : Attributes.of("value_ints", values);
        }
        List<Double> values = tensor.reals();
        return scalar
                ? Attributes.of("value_float", values.get(0))
                : Attributes.of("value_floats", values);
    }
}
