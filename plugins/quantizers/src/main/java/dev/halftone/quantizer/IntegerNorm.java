package dev.halftone.quantizer;

import ai.djl.ndarray.types.DataType;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Node;
import dev.halftone.graph.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Layer normalization on whole numbers, as FQ-ViT computes it. With s₁ the smallest input scale, X
 * = round(x / s_c)·round(s_c / s₁), μ = s₁·mean(X) and σ = s₁/C·√(C·ΣX² − (ΣX)²): A = s₁/σ·w/s_o
 * becomes a product with M and a shift by N, |A| ≈ M / 2^N, N = clamp(7 − ⌊log2|A|⌋, 0, 31), M =
 * clamp(⌊|A|·2^N⌋, 0, 255); B = round((b − μ/σ·w)/s_o·2^N); y = s_o·round((±M·X + B) / 2^N).
 *
 * <p>Sums of whole numbers are exact (in float64). A row without variance counts as one of the
 * smallest variance there can be; the original divides by zero.
 *
 * @param in s_c, one or one per channel
 * @param out s_o
 */
record IntegerNorm(List<Float> in, float out) {
    private static final int FLOAT32 = 1;
    private static final int FLOAT64 = 11;

    /**
     * What a normalization node with weight and perhaps bias computes instead.
     *
     * @param channels C
     */
    Graph body(Node node, long channels) {
        GraphBuilder g = Graph.builder("integer-layer-norm");
        List<Value> inputs = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            inputs.add(g.input("x" + i, DataType.FLOAT32));
        }
        Value weight = inputs.get(1);
        Value bias = node.input(2).isEmpty() ? g.scalar(0) : inputs.get(2);
        float s1 = in.stream().min(Float::compare).orElseThrow();
        Value s = list(g, in);
        Value whole = list(g, in.stream().map(c -> (float) Math.rint(c / s1)).toList());
        Value x = g.multiply(g.apply("Round", g.divide(inputs.get(0), s)), whole);

        Value wide = cast(g, x, FLOAT64);
        Value axes = g.integers(-1);
        Value count = cast(g, g.scalar(channels), FLOAT64);
        Value sum = g.apply("ReduceSum", wide, axes);
        Value squares = g.apply("ReduceSum", g.multiply(wide, wide), axes);
        Value spread = g.subtract(g.multiply(count, squares), g.multiply(sum, sum));
        Value root = g.apply("Sqrt", g.apply("Max", spread, cast(g, g.scalar(1), FLOAT64)));
        Value each = cast(g, g.divide(count, root), FLOAT32);
        Value mean = cast(g, g.divide(sum, root), FLOAT32);
        return g.build(scaled(g, x, g.multiply(each, weight), mean, weight, bias));
    }

    /** s₁ falls out of A = (C / root)·w / s_o, and of μ/σ = ΣX / root. */
    private Value scaled(GraphBuilder g, Value x, Value gain, Value mean, Value weight, Value b) {
        Value so = g.scalar(out);
        Value a = g.divide(gain, so);
        Value size = g.apply("Abs", a);
        Value ratio = g.divide(g.scalar(128), g.octave(size));
        Value shift = g.apply("Min", g.apply("Max", ratio, g.scalar(1)), g.scalar(1L << 31));
        Value m = g.apply("Floor", g.multiply(size, shift));
        Value factor = g.multiply(g.apply("Sign", a), g.apply("Min", m, g.scalar(255)));
        Value offset = g.divide(g.subtract(b, g.multiply(mean, weight)), so);
        Value bq = g.apply("Round", g.multiply(offset, shift));
        Value y = g.divide(g.add(g.multiply(factor, x), bq), shift);
        return g.multiply(g.apply("Round", y), so);
    }

    private static Value cast(GraphBuilder g, Value x, int type) {
        return g.apply("Cast", List.of(x), Attributes.of("to", type));
    }

    private static Value list(GraphBuilder g, List<Float> values) {
        List<Double> all = values.stream().map(Float::doubleValue).toList();
        return g.apply("Constant", List.of(), Attributes.of("value_floats", all));
    }
}
