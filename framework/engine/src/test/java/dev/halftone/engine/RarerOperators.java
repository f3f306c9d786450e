package dev.halftone.engine;

import ai.djl.ndarray.types.DataType;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** Rarer operators on a tensor of shape (2, 4), to be held against differences. */
final class RarerOperators {
    private static final long DOUBLE = 11;
    private static final Attributes ROWS = Attributes.of("axis", 1);

    private RarerOperators() {}

    static Map<String, BiFunction<GraphBuilder, Value, Value>> cases() {
        Map<String, BiFunction<GraphBuilder, Value, Value>> cases = new TreeMap<>();
        cases.putAll(pictures());
        cases.putAll(flow());
        cases.putAll(sequences());
        cases.put("MelWeightMatrix", RarerOperators::mel);
        cases.put("DFT", (g, w) -> g.apply("DFT", g.reshape(w, 1, 4, 2)));
        cases.put(
                "STFT",
                (g, w) ->
                        g.apply(
                                "STFT",
                                g.reshape(w, 1, 8, 1),
                                g.integers(2),
                                new Value(""),
                                g.integers(4)));
        cases.put("NegativeLogLikelihoodLoss", (g, w) -> loss(g, "NegativeLogLikelihoodLoss", w));
        cases.put("SoftmaxCrossEntropyLoss", (g, w) -> loss(g, "SoftmaxCrossEntropyLoss", w));
        cases.put(
                "LinearAttention",
                (g, w) -> {
                    Value x = g.reshape(w, 1, 2, 4);
                    return g.apply(
                            "LinearAttention",
                            List.of(x, x, x),
                            Attributes.of("update_rule", "linear"));
                });
        cases.put(
                "TensorScatter",
                (g, w) ->
                        g.apply(
                                "TensorScatter",
                                g.reshape(w, 1, 2, 2, 2),
                                g.reshape(g.pick(w, 0, 1), 1, 2, 1, 2),
                                g.integers(1)));
        return cases;
    }

    private static Map<String, BiFunction<GraphBuilder, Value, Value>> pictures() {
        Map<String, BiFunction<GraphBuilder, Value, Value>> cases = new TreeMap<>();
        cases.put(
                "Col2Im",
                (g, w) ->
                        g.apply(
                                "Col2Im",
                                g.reshape(w, 1, 4, 2),
                                g.integers(2, 3),
                                g.integers(2, 2)));
        cases.put(
                "MaxUnpool",
                (g, w) -> {
                    Value places = g.reshape(g.integers(0, 3, 4, 7, 9, 10, 13, 14), 1, 1, 2, 4);
                    long[] window = {1, 2};
                    return g.apply(
                            "MaxUnpool",
                            List.of(g.reshape(w, 1, 1, 2, 4), places),
                            Attributes.of("kernel_shape", window).with("strides", window));
                });
        cases.put(
                "RoiAlign",
                (g, w) -> {
                    Value box = g.reshape(whole(g, g.integers(0, 0, 3, 1)), 1, 4);
                    return g.apply(
                            "RoiAlign",
                            List.of(g.reshape(w, 1, 1, 2, 4), box, g.integers(0)),
                            Attributes.of("output_height", 2)
                                    .with("output_width", 2)
                                    .with("sampling_ratio", 2));
                });
        cases.put(
                "DeformConv",
                (g, w) -> {
                    Value kernel =
                            g.reshape(
                                    g.apply("Slice", w, g.integers(0, 0), g.integers(1, 1)),
                                    1,
                                    1,
                                    1,
                                    1);
                    Value shifts = g.reshape(g.concat(0, w, w), 1, 2, 2, 4);
                    return g.apply("DeformConv", g.reshape(w, 1, 1, 2, 4), kernel, shifts);
                });
        return cases;
    }

    /** Squares: once, as often as a count says, and added up slice by slice. */
    private static Map<String, BiFunction<GraphBuilder, Value, Value>> flow() {
        Map<String, BiFunction<GraphBuilder, Value, Value>> cases = new TreeMap<>();
        cases.put(
                "If",
                (g, w) ->
                        g.apply(
                                "If",
                                List.of(truth(g), w),
                                Attributes.of("operands", 1)
                                        .with("then_branch", squared("then", 0))
                                        .with("else_branch", squared("else", 0))));
        cases.put(
                "Loop",
                (g, w) ->
                        g.apply(
                                "Loop",
                                List.of(g.integers(3), truth(g), w),
                                Attributes.of("operands", 3).with("body", squared("turn", 2))));
        cases.put(
                "Scan",
                (g, w) -> {
                    GraphBuilder body = Graph.builder("slice");
                    Value sum = body.input("sum", DataType.FLOAT64, 4);
                    Value slice = body.input("slice", DataType.FLOAT64, 4);
                    Graph graph = body.build(body.add(body.multiply(sum, slice), slice));
                    return g.apply(
                            "Scan",
                            List.of(g.reshape(g.pick(w, 0, 1), 4), w),
                            Attributes.of("operands", 2)
                                    .with("num_scan_inputs", 1)
                                    .with("body", graph));
                });
        return cases;
    }

    /**
     * The edges move the corners of triangles, which lie on whole numbers: only the product does.
     */
    private static Value mel(GraphBuilder g, Value w) {
        Value low = whole(g, g.integers(0));
        Value high = whole(g, g.integers(4096));
        Value mel =
                g.apply(
                        "MelWeightMatrix",
                        List.of(g.integers(8), g.integers(6), g.integers(8192), low, high),
                        Attributes.of("output_datatype", DOUBLE));
        return g.apply("MatMul", w, mel);
    }

    /** A tensor and its square, in a sequence that is made, changed, taken apart and joined. */
    private static Map<String, BiFunction<GraphBuilder, Value, Value>> sequences() {
        Map<String, BiFunction<GraphBuilder, Value, Value>> cases = new TreeMap<>();
        cases.put("SequenceConstruct", (g, w) -> at(g, pair(g, w), 1));
        cases.put("SequenceAt", (g, w) -> at(g, pair(g, w), -2));
        cases.put(
                "SequenceEmpty",
                (g, w) -> at(g, g.apply("SequenceInsert", g.apply("SequenceEmpty"), w), 0));
        cases.put(
                "SequenceInsert",
                (g, w) -> at(g, g.apply("SequenceInsert", pair(g, w), w, g.integers(-1)), 2));
        cases.put(
                "SequenceErase",
                (g, w) -> at(g, g.apply("SequenceErase", pair(g, w), g.integers(0)), 0));
        cases.put(
                "SequenceLength",
                (g, w) ->
                        g.multiply(
                                g.multiply(w, w), whole(g, g.apply("SequenceLength", pair(g, w)))));
        cases.put(
                "SplitToSequence",
                (g, w) -> {
                    Value parts = g.apply("SplitToSequence", List.of(w, g.integers(1, 3)), ROWS);
                    return g.multiply(at(g, parts, 0), at(g, parts, 1));
                });
        cases.put(
                "ConcatFromSequence",
                (g, w) -> g.apply("ConcatFromSequence", List.of(pair(g, w)), ROWS));
        return cases;
    }

    private static Value pair(GraphBuilder g, Value w) {
        return g.apply("SequenceConstruct", w, g.multiply(w, w));
    }

    private static Value at(GraphBuilder g, Value sequence, long place) {
        return g.apply("SequenceAt", sequence, g.integers(place));
    }

    /** A graph that squares its last input and, in a loop, gives its second back. */
    private static Graph squared(String name, int before) {
        GraphBuilder g = Graph.builder(name);
        if (before == 0) {
            Value x = g.input("x", DataType.FLOAT64, 2, 4);
            return g.build(g.multiply(x, x));
        }
        g.input("turn", DataType.INT64);
        Value goesOn = g.input("on", DataType.BOOLEAN);
        Value x = g.input("x", DataType.FLOAT64, 2, 4);
        return g.build(g.apply("Identity", goesOn), g.multiply(x, x));
    }

    private static Value truth(GraphBuilder g) {
        return g.apply("Cast", List.of(g.integers(1)), Attributes.of("to", 9));
    }

    private static Value whole(GraphBuilder g, Value numbers) {
        return g.apply("Cast", List.of(numbers), Attributes.of("to", DOUBLE));
    }

    private static Value loss(GraphBuilder g, String op, Value w) {
        return g.apply(op, w, g.integers(1, 3));
    }
}
