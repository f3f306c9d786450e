package dev.halftone.engine;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** The operators that most networks are made of, for {@link OperatorGradientsTest}. */
final class UsualOperators {

    /** Of one tensor with elements between 0.1 and 0.9, no two alike. */
    private static final List<String> ALONE =
            List.of(
                    ("Abs Acos Asin Asinh Atan Atanh Celu Cos Cosh Elu Erf Exp Flatten Gelu"
                                    + " HardSigmoid HardSwish Identity LeakyRelu Log LogSoftmax"
                                    + " LpNormalization Mish Neg Reciprocal Relu Selu Shrink"
                                    + " Sigmoid Sin Sinh Softmax Softplus Softsign Sqrt Swish Tan"
                                    + " Tanh Transpose Trilu ReduceL1 ReduceL2 ReduceLogSum"
                                    + " ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd"
                                    + " ReduceSum ReduceSumSquare")
                            .split(" "));

    /** Of a tensor and a number. */
    private static final List<String> WITH_NUMBER =
            List.of("Add Div Max Mean Min Mul Pow PRelu Sub Sum".split(" "));

    /** Of pictures. */
    private static final List<String> PICTURES =
            List.of(
                    ("GlobalAveragePool GlobalLpPool GlobalMaxPool LRN"
                                    + " MeanVarianceNormalization")
                            .split(" "));

    private UsualOperators() {}

    /** What each makes of a tensor of shape (2, 4). */
    static Map<String, BiFunction<GraphBuilder, Value, Value>> cases() {
        Map<String, BiFunction<GraphBuilder, Value, Value>> cases = new TreeMap<>();
        ALONE.forEach(op -> cases.put(op, (g, w) -> g.apply(op, w)));
        WITH_NUMBER.forEach(op -> cases.put(op, (g, w) -> g.apply(op, w, wide(g, 1.3))));
        PICTURES.forEach(op -> cases.put(op, (g, w) -> of(g, op, picture(g, w))));
        cases.putAll(moving());
        cases.put("Acosh", (g, w) -> g.apply("Acosh", g.add(w, wide(g, 1.5))));
        cases.put("ThresholdedRelu", (g, w) -> of(g, "ThresholdedRelu", w, "alpha", 0.5));
        cases.put("Clip", (g, w) -> g.apply("Clip", w, wide(g, 0.3), wide(g, 0.7)));
        cases.put("CumSum", (g, w) -> g.apply("CumSum", w, g.integers(1)));
        cases.put("Concat", (g, w) -> g.concat(0, w, w));
        cases.put("Expand", (g, w) -> g.apply("Expand", w, g.integers(3, 2, 4)));
        cases.put("Gather", (g, w) -> g.pick(w, 1, 2));
        cases.put("GatherElements", (g, w) -> g.apply("GatherElements", w, at(g)));
        cases.put("GatherND", (g, w) -> g.apply("GatherND", w, at(g)));
        cases.put("Gemm", (g, w) -> of(g, "Gemm", List.of(w, w), "transB", 1));
        cases.put("MatMul", (g, w) -> g.matmul(w, g.transpose(w, 1, 0)));
        cases.put("Einsum", (g, w) -> of(g, "Einsum", List.of(w, w), "equation", "ab,cb->ac"));
        cases.put("halftone.Linear", (g, w) -> g.apply("halftone.Linear", w, w));
        cases.put("Pad", (g, w) -> g.apply("Pad", w, g.integers(0, 1, 0, 1)));
        cases.put("Reshape", (g, w) -> g.reshape(w, 4, 2));
        cases.put("Slice", (g, w) -> g.apply("Slice", w, g.integers(1), g.integers(2)));
        cases.put("Split", (g, w) -> g.split(w, 1, 2).get(1));
        cases.put("Squeeze", (g, w) -> g.apply("Squeeze", g.reshape(w, 1, 8), g.integers(0)));
        cases.put("Unsqueeze", (g, w) -> g.apply("Unsqueeze", w, g.integers(0)));
        cases.put("Tile", (g, w) -> g.apply("Tile", w, g.integers(2, 1)));
        cases.put(
                "Where",
                (g, w) -> g.apply("Where", g.apply("Less", w, wide(g, 0.5)), w, g.multiply(w, w)));
        List<long[]> window = List.of(new long[] {2, 2});
        for (String op : List.of("AveragePool", "LpPool", "MaxPool")) {
            cases.put(op, (g, w) -> of(g, op, picture(g, w), "kernel_shape", window.get(0)));
        }
        cases.put("Conv", (g, w) -> g.apply("Conv", picture(g, w), picture(g, w)));
        cases.put(
                "ConvTranspose",
                (g, w) -> g.apply("ConvTranspose", g.reshape(w, 2, 1, 2, 2), picture(g, w)));
        cases.put("DepthToSpace", (g, w) -> blocks(g, "DepthToSpace", g.reshape(w, 1, 4, 1, 2)));
        cases.put("SpaceToDepth", (g, w) -> blocks(g, "SpaceToDepth", picture(g, w)));
        cases.put(
                "Resize",
                (g, w) -> {
                    Value none = new Value("");
                    List<Value> all = List.of(picture(g, w), none, none, g.integers(1, 2, 3, 3));
                    return of(g, "Resize", all, "mode", "linear");
                });
        cases.put("RNN", (g, w) -> steps(g, "RNN", w, 1, 2));
        cases.put("GRU", (g, w) -> steps(g, "GRU", w, 3, 1));
        cases.put("LSTM", (g, w) -> steps(g, "LSTM", w, 4, 1));
        cases.put("LayerNormalization", (g, w) -> g.apply("LayerNormalization", w, row(g, w)));
        cases.put("RMSNormalization", (g, w) -> g.apply("RMSNormalization", w, row(g, w)));
        cases.put(
                "BatchNormalization",
                (g, w) -> {
                    Value two = g.pick(w, 1, 0);
                    Value seen =
                            g.apply("Cast", List.of(g.integers(1, 2)), Attributes.of("to", 11));
                    return g.apply("BatchNormalization", picture(g, w), two, two, seen, seen);
                });
        cases.put(
                "InstanceNormalization",
                (g, w) -> {
                    Value two = g.pick(w, 1, 0);
                    return g.apply("InstanceNormalization", picture(g, w), two, two);
                });
        cases.put(
                "GroupNormalization",
                (g, w) -> {
                    Value two = g.pick(w, 1, 0);
                    List<Value> all = List.of(picture(g, w), two, two);
                    return of(g, "GroupNormalization", all, "num_groups", 1);
                });
        return cases;
    }

    /** What moves, spreads, sorts or samples. */
    private static Map<String, BiFunction<GraphBuilder, Value, Value>> moving() {
        Map<String, BiFunction<GraphBuilder, Value, Value>> cases = new TreeMap<>();
        cases.put("AffineGrid", (g, w) -> affine(g, part(g, w, 6)));
        cases.put("Cast", (g, w) -> of(g, "Cast", w, "to", 11));
        cases.put("CastLike", (g, w) -> g.apply("CastLike", w, w));
        cases.put("CenterCropPad", (g, w) -> g.apply("CenterCropPad", w, g.integers(3, 2)));
        cases.put("Compress", (g, w) -> g.apply("Compress", w, truths(g)));
        cases.put("CumProd", (g, w) -> g.apply("CumProd", w, g.integers(1)));
        cases.put("Det", (g, w) -> g.apply("Det", g.reshape(part(g, w, 4), 2, 2)));
        cases.put("Dropout", (g, w) -> g.apply("Dropout", w));
        cases.put("GridSample", (g, w) -> g.apply("GridSample", picture(g, w), picture(g, w)));
        cases.put("Mod", (g, w) -> of(g, "Mod", List.of(w, wide(g, 0.3)), "fmod", 1));
        cases.put(
                "OneHot",
                (g, w) -> g.apply("OneHot", g.integers(0, 2), g.integers(3), part(g, w, 2)));
        cases.put(
                "ReverseSequence", (g, w) -> g.apply("ReverseSequence", w, g.integers(1, 2, 2, 1)));
        cases.put(
                "ScatterElements",
                (g, w) -> g.apply("ScatterElements", w, at(g), g.reshape(part(g, w, 2), 1, 2)));
        cases.put("ScatterND", (g, w) -> g.apply("ScatterND", w, at(g), part(g, w, 1)));
        cases.put("TopK", (g, w) -> g.apply("TopK", w, g.integers(2)));
        return cases;
    }

    private static Value affine(GraphBuilder g, Value six) {
        return g.apply("AffineGrid", g.reshape(six, 1, 2, 3), g.integers(1, 1, 2, 2));
    }

    private static Value truths(GraphBuilder g) {
        return of(g, "Cast", g.integers(1, 0, 1), "to", 9);
    }

    /** The first elements. */
    private static Value part(GraphBuilder g, Value w, int count) {
        return g.apply("Slice", g.reshape(w, 8), g.integers(0), g.integers(count));
    }

    private static Value wide(GraphBuilder g, double number) {
        Value scalar = g.scalar(number);
        return g.apply("Cast", List.of(scalar), Attributes.of("to", 11));
    }

    private static Value at(GraphBuilder g) {
        return g.reshape(g.integers(1, 0), 1, 2);
    }

    private static Value row(GraphBuilder g, Value w) {
        return g.pick(w, 0, 1);
    }

    /** Two steps of four features, with gates of so many hidden units. */
    private static Value steps(GraphBuilder g, String op, Value w, int gates, int hidden) {
        int rows = gates * hidden;
        Value twice = g.reshape(g.concat(0, w, w), 16);
        Value all = g.apply("Slice", twice, g.integers(0), g.integers(4 * rows));
        Value input = g.reshape(all, 1, rows, 4);
        Value back = g.reshape(part(g, w, rows * hidden), 1, rows, hidden);
        return g.apply(op, g.reshape(w, 2, 1, 4), input, back);
    }

    private static Value picture(GraphBuilder g, Value w) {
        return g.reshape(w, 1, 2, 2, 2);
    }

    private static Value blocks(GraphBuilder g, String op, Value x) {
        return of(g, op, x, "blocksize", 2);
    }

    private static Value of(GraphBuilder g, String op, Value x) {
        Attributes size = op.equals("LRN") ? Attributes.of("size", 3) : Attributes.NONE;
        return g.apply(op, List.of(x), size);
    }

    private static Value of(GraphBuilder g, String op, Value x, String key, Object value) {
        return of(g, op, List.of(x), key, value);
    }

    private static Value of(GraphBuilder g, String op, List<Value> x, String key, Object value) {
        return g.apply(op, x, Attributes.of(key, value));
    }
}
