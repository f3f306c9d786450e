package dev.halftone.graph;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a graph down so that it reads like the network. Names are derived from the module path and
 * the operator ({@code blocks.0.attn/Softmax}), so the same calls always give the same graph.
 *
 * <pre>{@code
 * Value y = g.at("blocks.0.mlp").add(x, g.linear(g.gelu(g.linear(x, "fc1", 64, 256)), "fc2", 256, 64));
 * }</pre>
 */
public final class GraphBuilder {
    private final Body body;
    private final String path;
    private final Map<String, String> labels;

    GraphBuilder(String name) {
        this(new Body(name), "", Map.of());
    }

    private GraphBuilder(Body body, String path, Map<String, String> labels) {
        this.body = body;
        this.path = path;
        this.labels = labels;
    }

    /** The same graph seen from a module deeper down: nodes and parameters get its path. */
    public GraphBuilder at(String module) {
        return new GraphBuilder(body, path.isEmpty() ? module : path + "." + module, labels);
    }

    /** The same graph, every node made through the result carrying one more label. */
    public GraphBuilder label(String key, Object value) {
        Map<String, String> more = new HashMap<>(labels);
        more.put(key, value.toString());
        return new GraphBuilder(body, path, more);
    }

    /** The module path of the nodes that this builder makes. */
    public String path() {
        return path;
    }

    /** Declares an input; a dimension of -1 is known only when the program runs. */
    public Value input(String name, DataType type, long... dimensions) {
        body.inputs.add(new TensorSpec(name, type, new Shape(dimensions)));
        return new Value(name);
    }

    /** A float32 parameter called {@code path.name}, whose values come with the weights. */
    public Value parameter(String name, long... dimensions) {
        return parameter(name, DataType.FLOAT32, dimensions);
    }

    /** A parameter called {@code path.name}; asked for twice, it is the same one. */
    public Value parameter(String name, DataType type, long... dimensions) {
        String full = path.isEmpty() ? name : path + "." + name;
        body.parameters.putIfAbsent(full, new TensorSpec(full, type, new Shape(dimensions)));
        return new Value(full);
    }

    /**
     * A small float32 array that the caller owns (a grid's scale). It becomes a parameter, so that
     * it can be trained, and its values travel with the builder.
     */
    public Value array(String name, float[] values, long... dimensions) {
        Value value = parameter(name, dimensions);
        body.arrays.put(value.name(), values.clone());
        return value;
    }

    /** The values given by {@link #array}, by full parameter name. */
    public Map<String, float[]> arrays() {
        return Map.copyOf(body.arrays);
    }

    /** Whole numbers as a rank-1 int64 tensor, written into the graph. */
    public Value integers(long... values) {
        return apply("Constant", List.of(), Attributes.of("value_ints", values));
    }

    /** A float32 scalar written into the graph. */
    public Value scalar(double value) {
        return apply("Constant", List.of(), Attributes.of("value_float", value));
    }

    /** Any operator with one output. */
    public Value apply(String op, List<Value> inputs, Attributes attributes) {
        return apply(op, inputs, attributes, 1).get(0);
    }

    /** Any operator with one output and no attributes. */
    public Value apply(String op, Value... inputs) {
        return apply(op, Arrays.asList(inputs), Attributes.NONE);
    }

    /** Any operator. */
    public List<Value> apply(String op, List<Value> inputs, Attributes attributes, int outputs) {
        String name = body.fresh((path.isEmpty() ? "" : path + "/") + op);
        List<String> made = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
            made.add(outputs == 1 ? name : name + ":" + i);
        }
        List<String> read = inputs.stream().map(Value::name).toList();
        body.nodes.add(new Node(name, path, op, read, made, attributes, labels));
        return made.stream().map(Value::new).toList();
    }

    public Value add(Value a, Value b) {
        return apply("Add", a, b);
    }

    public Value subtract(Value a, Value b) {
        return apply("Sub", a, b);
    }

    public Value multiply(Value a, Value b) {
        return apply("Mul", a, b);
    }

    public Value divide(Value a, Value b) {
        return apply("Div", a, b);
    }

    public Value matmul(Value a, Value b) {
        return apply("MatMul", a, b);
    }

    /** The exact GELU, x·Φ(x) with the error function. */
    public Value gelu(Value x) {
        return apply("Gelu", x);
    }

    public Value relu(Value x) {
        return apply("Relu", x);
    }

    /**
     * The largest power of two that is not above x, exactly; for positive x of normal size, and 0
     * for 0. The logarithm finds it, or a neighbour.
     */
    public Value octave(Value x) {
        Value exponent = multiply(apply("Log", x), scalar(1 / Math.log(2)));
        Value near = apply("Pow", scalar(2), apply("Floor", exponent));
        Value lower = apply("Where", apply("Greater", near, x), multiply(near, scalar(0.5)), near);
        Value next = multiply(lower, scalar(2));
        return apply("Where", apply("Greater", next, x), lower, next);
    }

    /** Softmax along one axis. */
    public Value softmax(Value x, int axis) {
        return apply("Softmax", List.of(x), Attributes.of("axis", axis));
    }

    /** Reorders dimensions. */
    public Value transpose(Value x, long... permutation) {
        return apply("Transpose", List.of(x), Attributes.of("perm", permutation));
    }

    /** New dimensions: 0 keeps one, -1 takes what is left. */
    public Value reshape(Value x, long... dimensions) {
        return apply("Reshape", x, integers(dimensions));
    }

    /** Joins along one axis. */
    public Value concat(int axis, Value... values) {
        return apply("Concat", Arrays.asList(values), Attributes.of("axis", axis));
    }

    /** Equal parts along one axis. */
    public List<Value> split(Value x, int axis, int parts) {
        Attributes attributes = Attributes.of("axis", axis).with("num_outputs", parts);
        return apply("Split", List.of(x), attributes, parts);
    }

    /** One index along one axis, which disappears. */
    public Value pick(Value x, int axis, long index) {
        Value at = apply("Constant", List.of(), Attributes.of("value_int", index));
        return apply("Gather", List.of(x, at), Attributes.of("axis", axis));
    }

    /**
     * A linear layer at the module {@code name}: x·Wᵀ + b with {@code name.weight} of shape (out,
     * in) and {@code name.bias}, over the last dimension of x.
     */
    public Value linear(Value x, String name, long in, long out) {
        GraphBuilder g = at(name);
        Value weight = g.transpose(g.parameter("weight", out, in), 1, 0);
        return g.add(g.matmul(x, weight), g.parameter("bias", out));
    }

    /**
     * A square convolution with bias at the module {@code name}, weight of shape (out, in, k, k).
     */
    public Value conv(Value x, String name, long in, long out, long kernel, long stride, long pad) {
        GraphBuilder g = at(name);
        Value weight = g.parameter("weight", out, in, kernel, kernel);
        Attributes attributes =
                Attributes.of("kernel_shape", new long[] {kernel, kernel})
                        .with("strides", new long[] {stride, stride})
                        .with("pads", new long[] {pad, pad, pad, pad});
        return g.apply("Conv", List.of(x, weight, g.parameter("bias", out)), attributes);
    }

    /** Normalization over the last dimension at the module {@code name}. */
    public Value layerNorm(Value x, String name, long width, double epsilon) {
        GraphBuilder g = at(name);
        List<Value> inputs = List.of(x, g.parameter("weight", width), g.parameter("bias", width));
        Attributes attributes = Attributes.of("axis", -1).with("epsilon", epsilon);
        return g.apply("LayerNormalization", inputs, attributes);
    }

    /** Ends the graph. */
    public Graph build(Value... outputs) {
        List<String> names = Arrays.stream(outputs).map(Value::name).toList();
        return new Graph(body.name, body.inputs, body.parameters, body.nodes, names);
    }

    /** What all views of one graph under construction share. */
    private static final class Body {
        private final String name;
        private final List<TensorSpec> inputs = new ArrayList<>();
        private final Map<String, TensorSpec> parameters = new LinkedHashMap<>();
        private final Map<String, float[]> arrays = new LinkedHashMap<>();
        private final List<Node> nodes = new ArrayList<>();
        private final Map<String, Integer> taken = new HashMap<>();

        private Body(String name) {
            this.name = name;
        }

        private String fresh(String wish) {
            int before = taken.merge(wish, 1, Integer::sum) - 1;
            return before == 0 ? wish : wish + "_" + before;
        }
    }
}
