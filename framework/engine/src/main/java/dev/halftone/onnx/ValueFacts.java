package dev.halftone.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import dev.halftone.compile.Bound;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Element types of a graph's values, and their shapes as far as they are known before it runs. */
final class ValueFacts {
    private static final Set<String> POSITIONS =
            Set.of(
                    "ArgMax",
                    "ArgMin",
                    "NonMaxSuppression",
                    "NonZero",
                    "SequenceLength",
                    "Shape",
                    "Size");
    private static final Set<String> TRUTHS =
            Set.of(
                    "Greater",
                    "Less",
                    "Equal",
                    "GreaterOrEqual",
                    "LessOrEqual",
                    "And",
                    "Or",
                    "Xor",
                    "Not",
                    "IsNaN",
                    "IsInf");

    private final Facts facts = new Facts(Map.of());
    private final Map<String, DataType> types = new HashMap<>();

    private ValueFacts(Bound bound) {
        Graph graph = bound.graph();
        graph.inputs().forEach(this::add);
        graph.parameters().values().forEach(this::add);
        graph.parameters()
                .forEach(
                        (name, spec) -> {
                            if (spec.type() == DataType.INT64 && spec.shape().size() <= 64) {
                                numbers(name, bound.weights().get(name));
                            }
                        });
        graph.nodes().forEach(this::learn);
    }

    void learn(Node node) {
        try {
            visit(node);
        } catch (IndexOutOfBoundsException | ArithmeticException | IllegalArgumentException e) {
            // Shapes that do not fit each other: nothing is known of what follows.
        }
    }

    static ValueFacts of(Bound bound) {
        return new ValueFacts(bound);
    }

    void type(String value, DataType type) {
        types.put(value, type);
    }

    void shape(String value, List<Long> shape) {
        facts.shape(value, shape);
    }

    /** The element type of a value. */
    DataType type(String value) {
        return types.getOrDefault(value, DataType.FLOAT32);
    }

    /** Dimensions, -1 where one is not known; none where not even the rank is. */
    Optional<List<Long>> shape(String value) {
        return facts.shape(value);
    }

    private void add(TensorSpec spec) {
        types.put(spec.name(), spec.type());
        facts.shape(spec.name(), dimensions(spec));
    }

    private void numbers(String name, NDArray value) {
        if (value != null && value.getShape().dimension() <= 1) {
            facts.numbers(name, Arrays.stream(value.toLongArray()).boxed().toList());
        }
    }

    private static List<Long> dimensions(TensorSpec spec) {
        return Arrays.stream(spec.shape().getShape()).boxed().toList();
    }

    private void visit(Node node) {
        if (!node.attributes().graphs().isEmpty()) {
            FlowFacts.learn(node, this);
            return;
        }
        for (int i = 0; i < node.outputs().size(); i++) {
            types.put(node.outputs().get(i), type(node, i));
        }
        if (node.op().equals("Constant")) {
            constant(node);
            return;
        }
        Optional<List<Long>> elements = Elements.of(node, facts);
        elements.ifPresent(known -> facts.numbers(node.output(), known));
        if (node.op().equals("Shape")) {
            elements.ifPresent(known -> facts.shape(node.output(), List.of((long) known.size())));
            return;
        }
        Dimensions.of(node, facts)
                .or(() -> Ranks.of(node, facts))
                .ifPresent(shape -> shapes(node, shape));
        for (int i = 0; i < node.outputs().size(); i++) {
            String output = node.outputs().get(i);
            if (facts.shape(output).isEmpty()) {
                OutputRanks.of(node, i, facts)
                        .ifPresent(rank -> facts.shape(output, Collections.nCopies(rank, -1L)));
            }
        }
    }

    /** Of Split, the parts are equal; of other operators, the first output is what is known. */
    private void shapes(Node node, List<Long> shape) {
        boolean parts = node.op().equals("Split");
        for (String output : node.outputs().subList(0, parts ? node.outputs().size() : 1)) {
            facts.shape(output, shape);
        }
    }

    private void constant(Node node) {
        Attributes a = node.attributes();
        a.integers("value_ints")
                .ifPresent(
                        values -> {
                            facts.shape(node.output(), List.of((long) values.size()));
                            facts.numbers(node.output(), values);
                        });
        a.reals("value_floats")
                .ifPresent(values -> facts.shape(node.output(), List.of((long) values.size())));
        if (a.has("value_int")) {
            facts.numbers(node.output(), List.of(a.integer("value_int", 0)));
        }
        if (a.has("value_int") || a.has("value_float")) {
            facts.shape(node.output(), Collections.emptyList());
        }
    }

    private DataType type(Node node, int output) {
        Attributes a = node.attributes();
        String op = node.op();
        boolean places = Set.of("TopK", "MaxPool", "Unique").contains(op) && output > 0;
        if (POSITIONS.contains(op) || places) {
            return DataType.INT64;
        }
        if (TRUTHS.contains(op) || output == 1 && op.equals("Dropout")) {
            return DataType.BOOLEAN;
        }
        return switch (op) {
            case "Constant" ->
                    a.has("value_int") || a.has("value_ints") ? DataType.INT64 : DataType.FLOAT32;
            case "BitCast", "Cast" -> carrier(a.integer("to", 1));
            case "QuantizeLinear" ->
                    node.input(2).isEmpty()
                            ? carrier(Math.max(2, a.integer("output_dtype", 2)))
                            : type(node.input(2));
            case "DynamicQuantizeLinear" -> output == 1 ? DataType.FLOAT32 : DataType.UINT8;
            case "CastLike", "DequantizeLinear", "Where" -> type(node.input(1));
            case "MatMulInteger", "ConvInteger" -> DataType.INT32;
            case "QLinearMatMul", "QLinearConv" -> type(node.input(7));
            case "OneHot" -> type(node.input(2));
            case "EyeLike" -> a.has("dtype") ? carrier(a.integer("dtype", 1)) : type(node.input(0));
            case "SequenceEmpty" -> carrier(a.integer("dtype", 1));
            case "BlackmanWindow", "HammingWindow", "HannWindow", "MelWeightMatrix" ->
                    carrier(a.integer("output_datatype", 1));
            default -> type(node.input(0));
        };
    }

    private static DataType carrier(long onnx) {
        return ElementType.of((int) onnx).map(ElementType::carrier).orElse(DataType.FLOAT32);
    }
}
