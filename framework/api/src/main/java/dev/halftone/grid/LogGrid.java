package dev.halftone.grid;

import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import java.util.Map;

/**
 * Powers of a root of two, for values that are not negative: x̂ = s·2^(−q/τ) with q = round(−τ·
 * log2(x / s)); codes of 2^bits and more mean zero. τ = 1 is log2 (FQ-ViT), τ = 2 log-√2, any of 1,
 * 2 and 4 the adaptive granularity of PTQ4SAM.
 *
 * @param bitsPerCode bits per code
 * @param tau steps per octave
 * @param scale s, the value of code 0
 */
public record LogGrid(int bitsPerCode, int tau, float scale) implements Grid {

    /** Where values and scales end: beyond, levels would leave the normal float32 numbers. */
    private static final float SMALLEST_SCALE = 1e-18f;

    private static final double SMALLEST_RATIO = 1e-20;

    public LogGrid {
        scale = scale >= SMALLEST_SCALE && Float.isFinite(scale) ? scale : 1f;
    }

    @Override
    public Value snap(GraphBuilder g, Value x) {
        int last = (1 << bitsPerCode) - 1;
        Value s = g.array("scale", new float[] {scale}, 1);
        Value ratio = g.apply("Max", g.divide(x, s), g.scalar(SMALLEST_RATIO));
        Value octaves = g.multiply(g.apply("Log", ratio), g.scalar(-tau / Math.log(2)));
        Value code = g.apply("Round", octaves);
        Value inside = g.apply("Max", g.apply("Min", code, g.scalar(last)), g.scalar(0));
        Value level = g.apply("Pow", g.scalar(2), g.multiply(inside, g.scalar(-1.0 / tau)));
        // Asked so that NaN, which is neither, stays.
        Value far = g.apply("Greater", code, g.scalar(last + 0.5));
        Value kept = g.apply("Where", far, g.scalar(0), g.multiply(level, s));
        Value nothing = g.apply("LessOrEqual", ratio, g.scalar(SMALLEST_RATIO));
        return g.apply("Where", nothing, g.scalar(0), kept);
    }

    @Override
    public double bits() {
        return bitsPerCode;
    }

    @Override
    public String summary() {
        return "log2" + (tau == 1 ? "" : "/" + tau) + " " + bitsPerCode + " bit";
    }

    @Override
    public Map<String, float[]> arrays() {
        return Map.of("scale", new float[] {scale});
    }

    @Override
    public LogGrid withArrays(Map<String, float[]> arrays) {
        float[] values = arrays.getOrDefault("scale", new float[] {scale});
        return new LogGrid(bitsPerCode, tau, Math.abs(values[0]));
    }
}
