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
import dev.halftone.grid.Affine;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A graph being written in the place of another: its nodes and parameters so far. */
final class Ledger {
    private final Graph old;
    private final NDManager manager;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, TensorSpec> parameters;
    private final Map<String, NDArray> weights;
    private final Map<String, float[]> arrays;

    Ledger(Bound bound, NDManager manager) {
        old = bound.graph();
        this.manager = manager;
        parameters = new LinkedHashMap<>(old.parameters());
        weights = new LinkedHashMap<>(bound.weights());
        arrays = new LinkedHashMap<>(bound.arrays());
    }

    Bound bound(List<String> outputs) {
        Graph all = new Graph(old.name(), old.inputs(), parameters, nodes, outputs);
        return new Bound(all.between(old.inputs(), outputs), weights, arrays);
    }

    void add(Node node) {
        nodes.add(node);
    }

    NDArray weight(String name) {
        return weights.get(name);
    }

    /** A node in the place of another; returns the new value that it makes. */
    String node(Node of, String op, List<?> inputs, Attributes attributes) {
        String output = of.output() + "/" + op;
        write(of, output, op, inputs, output, attributes);
        return output;
    }

    /** The same; it makes what the other made. */
    void last(Node of, String op, List<?> inputs, Attributes attributes) {
        write(of, of.output() + "/" + op, op, inputs, of.output(), attributes);
    }

    private void write(
            Node of, String name, String op, List<?> inputs, String output, Attributes attributes) {
        List<String> read = new ArrayList<>();
        for (Object input : inputs) {
            if (input instanceof List<?> more) {
                more.forEach(one -> read.add((String) one));
            } else {
                read.add((String) input);
            }
        }
        List<String> outputs = Collections.singletonList(output);
        nodes.add(new Node(name, of.path(), op, read, outputs, attributes, of.labels()));
    }

    /** Scales and zero points of a node, in its own parameters. */
    List<String> scales(Node node, Affine grid, int shift, DataType type) {
        int count = grid.scale().size();
        Shape shape = count == 1 ? new Shape() : new Shape(count);
        return scales(node, grid, shift, type, shape);
    }

    private List<String> scales(Node node, Affine grid, int shift, DataType type, Shape shape) {
        int size = (int) shape.size();
        byte[] zeros = new byte[size];
        float[] scales = new float[size];
        for (int i = 0; i < size; i++) {
            zeros[i] = (byte) (grid.zeroPoint().get(i % grid.zeroPoint().size()) + shift);
            scales[i] = grid.scale().get(i % grid.scale().size());
        }
        array(node.input(1), scales, shape);
        bytes(node.input(2), zeros, type, shape);
        return List.of(node.input(1), node.input(2));
    }

    /** The same, one for each group of a weight. */
    List<String> blocks(Node node, Codes codes, int shift) {
        long[] shape = codes.shape().getShape().clone();
        shape[shape.length - 1] /= codes.grid().group();
        return scales(node, codes.grid(), shift, DataType.INT8, new Shape(shape));
    }

    /** A code as a single number. */
    String code(Node node, String name, int code) {
        return bytes(
                node.output() + "/" + name, new byte[] {(byte) code}, DataType.UINT8, new Shape());
    }

    /** Codes of a weight, as int8. */
    String codes(String weight, int[] centred, Codes codes, int shift) {
        byte[] bytes = new byte[centred.length];
        for (int i = 0; i < bytes.length; i++) {
            int zero = codes.grid().zeroPoint().get(codes.place(i));
            bytes[i] = (byte) (centred[i] + zero + shift);
        }
        String name = weight + "_quantized";
        while (parameters.containsKey(name)) {
            name = name + "_2";
        }
        return bytes(name, bytes, DataType.INT8, codes.shape());
    }

    /** Makes a node's output a parameter. */
    void replaced(Node node, float[] values, Shape shape) {
        array(node.output(), values, shape);
    }

    String array(String name, float[] values, Shape shape) {
        parameters.put(name, new TensorSpec(name, DataType.FLOAT32, shape));
        arrays.put(name, values);
        weights.remove(name);
        return name;
    }

    private String bytes(String name, byte[] values, DataType type, Shape shape) {
        ByteBuffer data = ByteBuffer.allocateDirect(values.length).put(values).flip();
        parameters.put(name, new TensorSpec(name, type, shape));
        weights.put(name, manager.create(data, shape, type));
        arrays.remove(name);
        return name;
    }
}
