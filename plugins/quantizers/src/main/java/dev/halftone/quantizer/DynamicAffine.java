package dev.halftone.quantizer;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Grid;
import java.util.List;

/**
 * A uniform grid laid over each tensor when it comes, as FBGEMM's {@code ChooseQuantizationParams}:
 * from the tensor's extremes and zero, s = (max − min) / (2^b − 1) in double precision, 0.1 if that
 * is nothing, at least 6.1e-5; the zero point rounded from the end that errs less; q = round(x ·
 * (1/s)) + z. Codes are stored as bytes, so one may pass 2^b − 1 where both ends round up.
 *
 * @param codeBits b, 7 or 8
 */
public record DynamicAffine(int codeBits) implements Grid {
    private static final int FLOAT32 = 1;
    private static final int FLOAT64 = 11;
    private static final float SMALLEST = 6.1e-5f;

    /** Farther values are cut off, so that no level overflows. */
    private static final double FARTHEST = Float.MAX_VALUE / 4;

    @Override
    public boolean isDynamic() {
        return true;
    }

    @Override
    public Value snap(GraphBuilder g, Value x) {
        int last = (1 << codeBits) - 1;
        Value low = wide(g, clamped(g, extreme(g, "ReduceMin", x), -FARTHEST, 0));
        Value high = wide(g, clamped(g, extreme(g, "ReduceMax", x), 0, FARTHEST));
        Value wish = g.divide(g.subtract(high, low), wide(g, g.scalar(last)));
        Value nothing = g.apply("Less", narrow(g, wish), g.scalar(Float.MIN_NORMAL));
        Value some = g.apply("Where", nothing, wide(g, g.scalar(0.1)), wish);
        Value scale = g.apply("Max", some, wide(g, g.scalar(SMALLEST)));
        Value grown = g.divide(scale, some);
        Value zero = zero(g, g.multiply(low, grown), g.multiply(high, grown), scale, last);

        Value step = narrow(g, scale);
        Value code = g.apply("Round", g.multiply(x, g.divide(g.scalar(1), step)));
        Value inside = clamped(g, g.add(code, zero), 0, 255);
        return g.multiply(g.subtract(inside, zero), step);
    }

    /** From the end whose own value and distance in steps are smaller. */
    private static Value zero(GraphBuilder g, Value low, Value high, Value scale, int last) {
        Value below = g.divide(low, scale);
        Value above = g.divide(high, scale);
        Value end = wide(g, g.scalar(last));
        Value nearer = g.apply("Less", g.apply("Abs", below), g.add(end, g.apply("Abs", above)));
        Value fromLow = g.apply("Neg", below);
        Value wish = g.apply("Where", nearer, fromLow, g.subtract(end, above));
        return clamped(g, g.apply("Round", narrow(g, wish)), 0, last);
    }

    private static Value extreme(GraphBuilder g, String op, Value x) {
        return g.apply(op, List.of(x), Attributes.of("keepdims", 0));
    }

    private static Value clamped(GraphBuilder g, Value x, double low, double high) {
        return g.apply("Min", g.apply("Max", x, g.scalar(low)), g.scalar(high));
    }

    private static Value wide(GraphBuilder g, Value x) {
        return g.apply("Cast", List.of(x), Attributes.of("to", FLOAT64));
    }

    private static Value narrow(GraphBuilder g, Value x) {
        return g.apply("Cast", List.of(x), Attributes.of("to", FLOAT32));
    }

    @Override
    public double bits() {
        return codeBits;
    }

    @Override
    public String summary() {
        return "uint" + codeBits + " per call";
    }
}
