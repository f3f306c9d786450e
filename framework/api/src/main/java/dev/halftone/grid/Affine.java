package dev.halftone.grid;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Equidistant values: x̂ = (q − z)·s with q = clamp(round(x / s) + z, low, high), as in ONNX
 * QuantizeLinear and DequantizeLinear.
 *
 * @param scale s, positive: one, one per channel, or one per group in row-major order
 * @param zeroPoint z, as many
 * @param low smallest code
 * @param high largest code
 * @param axis dimension of the channels; ignored with one scale or with groups
 * @param group values per group along the last dimension; 0 without groups
 * @param rounding order of operations
 */
public record Affine(
        List<Float> scale,
        List<Integer> zeroPoint,
        int low,
        int high,
        int axis,
        int group,
        Rounding rounding)
        implements Grid {

    public Affine {
        if (scale.size() != zeroPoint.size() || scale.isEmpty() || low >= high) {
            throw new IllegalArgumentException("an affine grid has as many zero points as scales");
        }
        scale = List.copyOf(scale);
        zeroPoint = List.copyOf(zeroPoint);
    }

    /**
     * The grid that covers a range with {@code bits} bits, zero always on it. Symmetric: s = max|x|
     * / (2^(b−1) − 1), z = 0, codes −2^(b−1) to 2^(b−1) − 1. Otherwise: s = (max − min) / (2^b −
     * 1), z = round(−min / s), codes 0 to 2^b − 1. An interval of no length gets the scale 1.
     */
    public static Affine covering(Range range, int bits, boolean symmetric) {
        return covering(range, Levels.of(bits, symmetric));
    }

    /** The grid that covers a range with some codes, zero always on it. */
    public static Affine covering(Range range, Levels levels) {
        List<Float> scales = new ArrayList<>();
        List<Integer> zeros = new ArrayList<>();
        for (int i = 0; i < range.count(); i++) {
            float scale = levels.scale(range.low().get(i), range.high().get(i));
            scales.add(scale);
            zeros.add(levels.zeroPoint(range.low().get(i), scale));
        }
        return new Affine(scales, zeros, levels.low(), levels.high(), 0, 0, Rounding.DIVIDE);
    }

    /** The same grid with one scale per index of a dimension. */
    public Affine along(int channelAxis) {
        return new Affine(scale, zeroPoint, low, high, channelAxis, 0, rounding);
    }

    /** The same grid with one scale per group of neighbours in the last dimension. */
    public Affine grouped(int size) {
        return new Affine(scale, zeroPoint, low, high, -1, size, rounding);
    }

    /** The same grid with another order of operations. */
    public Affine rounding(Rounding order) {
        return new Affine(scale, zeroPoint, low, high, axis, group, order);
    }

    @Override
    public Value snap(GraphBuilder g, Value x) {
        float[] zeros = new float[zeroPoint.size()];
        for (int i = 0; i < zeros.length; i++) {
            zeros[i] = zeroPoint.get(i);
        }
        Attributes attributes =
                Attributes.of("low", low)
                        .with("high", high)
                        .with("axis", axis)
                        .with("group", group)
                        .with("rounding", rounding.name());
        List<Value> inputs =
                List.of(
                        x,
                        g.array("scale", scales(), scale.size()),
                        g.array("zero_point", zeros, zeros.length));
        return g.apply("halftone.FakeQuantize", inputs, attributes);
    }

    private float[] scales() {
        float[] values = new float[scale.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = scale.get(i);
        }
        return values;
    }

    /** Whole bits that hold every code. */
    @Override
    public double bits() {
        return 32 - Integer.numberOfLeadingZeros(high - low);
    }

    @Override
    public String summary() {
        String type = (low < 0 ? "int" : "uint") + (int) bits();
        String per = group > 0 ? "group of " + group : scale.size() > 1 ? "channel" : "tensor";
        return type + " per " + per;
    }

    @Override
    public Map<String, float[]> arrays() {
        return Map.of("scale", scales());
    }

    @Override
    public Affine withArrays(Map<String, float[]> arrays) {
        List<Float> scales = new ArrayList<>();
        for (float value : arrays.getOrDefault("scale", scales())) {
            scales.add(Levels.usable(Math.abs(value)));
        }
        return new Affine(scales, zeroPoint, low, high, axis, group, rounding);
    }
}
