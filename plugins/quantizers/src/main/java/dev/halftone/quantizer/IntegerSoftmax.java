package dev.halftone.quantizer;

import ai.djl.ndarray.types.DataType;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Node;
import dev.halftone.graph.Value;

/**
 * Log-Int-Softmax in operators on whole numbers, which float32 carries as FQ-ViT's own code does.
 * With X = round(x / s) − max and x0 = ⌊−0.6931 / s⌋: q = ⌊X / x0⌋, r = X − q·x0, p = r·(r + ⌊b/a /
 * s⌋) + ⌊c/a / s²⌋ for a = 0.35815147, b = 0.96963238, c = 1, and e = ⌊p·2^(30−q)⌋. Then n =
 * round(Σe / e), k = ⌊log2 n⌋, one more if n − 2^k ≥ 2^(k−1), and 2^(−k), zero from k = 2^bits on.
 * The codes of the input are rounded first: x = q·s in float32 need not give q when divided by s.
 */
final class IntegerSoftmax {
    private static final double A = 0.35815147;
    private static final double B = 0.96963238;
    private static final int LARGE = 30;

    /**
     * With larger scales the constant of the polynomial is zero, and so is the exponential of 0.
     */
    static final float COARSEST = 1.67f;

    private IntegerSoftmax() {}

    /** What a softmax node computes instead. */
    static Graph of(Node softmax, float s, int bits) {
        GraphBuilder g = Graph.builder("log-int-softmax");
        Value x = g.input("x", DataType.FLOAT32);
        Value axes = g.integers(softmax.attributes().integer("axis", -1));
        Value codes = g.apply("Round", g.divide(x, g.scalar(s)));
        Value most = g.apply("ReduceMax", codes, axes);
        Value e = exponential(g, g.subtract(codes, most), s);
        Value n = g.apply("Round", g.divide(g.apply("ReduceSum", e, axes), e));
        Value below = g.octave(n);
        Value half = g.multiply(below, g.scalar(0.5));
        Value nearer = g.apply("Less", g.subtract(n, below), half);
        Value power = g.apply("Where", nearer, below, g.multiply(below, g.scalar(2)));
        Value coded = g.apply("Less", power, g.scalar(Math.pow(2, 1 << bits)));
        Value inverse = g.divide(g.scalar(1), power);
        return g.build(g.apply("Where", coded, inverse, g.scalar(0)));
    }

    /** Of numbers that are not positive; scaled, so that e^0 is c/a / s² · 2^30. */
    private static Value exponential(GraphBuilder g, Value x, float s) {
        Value log2 = g.scalar(Math.floor(-0.6931f / s));
        Value near = g.apply("Max", x, g.scalar(LARGE * Math.floor(-0.6931f / s)));
        Value q = g.apply("Floor", g.divide(near, log2));
        Value r = g.subtract(near, g.multiply(q, log2));
        Value sum = g.add(r, g.scalar(Math.floor((float) (B / A) / s)));
        Value p = g.add(g.multiply(r, sum), g.scalar(Math.floor((float) (1 / A) / (s * s))));
        Value power = g.octave(g.apply("Pow", g.scalar(2), g.subtract(g.scalar(LARGE + 0.5), q)));
        return g.apply("Max", g.apply("Floor", g.multiply(p, power)), g.scalar(0));
    }
}
