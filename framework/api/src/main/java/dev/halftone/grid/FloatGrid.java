package dev.halftone.grid;

import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;

/**
 * Floating-point numbers of fewer bits, as IEEE 754 spaces them: a sign, exponent bits with the
 * usual bias, mantissa bits, subnormal numbers, rounding half to even. Values beyond the largest
 * number become it, so nothing turns infinite.
 *
 * @param exponentBits 2 to 8
 * @param mantissaBits 1 to 23, the leading one not counted
 * @param largest the largest number, itself on the grid
 */
public record FloatGrid(int exponentBits, int mantissaBits, float largest) implements Grid {

    /** IEEE binary16. */
    public static final FloatGrid FLOAT16 = new FloatGrid(5, 10, 65504f);

    /** The upper half of binary32. */
    public static final FloatGrid BFLOAT16 = new FloatGrid(8, 7, 0x1.FEp127f);

    /** E4M3 of the Open Compute Project: without infinities, up to 448. */
    public static final FloatGrid FLOAT8_E4M3 = new FloatGrid(4, 3, 448f);

    /** E5M2 of the Open Compute Project: finite numbers up to 57344. */
    public static final FloatGrid FLOAT8_E5M2 = new FloatGrid(5, 2, 57344f);

    public FloatGrid {
        boolean usual = exponentBits >= 2 && exponentBits <= 8;
        if (!usual || mantissaBits < 1 || mantissaBits > 23 || !(largest > 0)) {
            throw new IllegalArgumentException("2 to 8 exponent bits and 1 to 23 mantissa bits");
        }
    }

    /** Whatever lies between two powers of two is rounded to the same step. */
    @Override
    public Value snap(GraphBuilder g, Value x) {
        Value inside =
                g.apply("Max", g.apply("Min", x, g.scalar(largest)), g.scalar(-(double) largest));
        double smallest = Math.pow(2, 2.0 - (1 << (exponentBits - 1)));
        Value octave = g.octave(g.apply("Max", g.apply("Abs", inside), g.scalar(smallest)));
        Value step = g.multiply(octave, g.scalar(Math.pow(2, -mantissaBits)));
        return g.multiply(g.apply("Round", g.divide(inside, step)), step);
    }

    @Override
    public double bits() {
        return 1 + exponentBits + mantissaBits;
    }

    @Override
    public String summary() {
        return "float" + (int) bits() + " e" + exponentBits + "m" + mantissaBits;
    }
}
