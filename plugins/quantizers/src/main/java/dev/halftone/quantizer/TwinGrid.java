package dev.halftone.quantizer;

import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Grid;
import java.util.Map;

/**
 * Two uniform grids of one bit less each, and a bit that says which: twin uniform quantization of
 * PTQ4ViT (Yuan et al., ECCV 2022). The coarse step is the fine one times a power of two.
 *
 * <p>By size, for probabilities: codes 0 … 2^(bits − 1) − 1 times {@code fine}, and beyond them
 * times {@code fine}·2^{@code shift}. By sign, for what a GELU makes: negative values down to
 * −2^(bits − 1) times {@code fine}, positive ones up to 2^(bits − 1) − 1 times {@code
 * fine}·2^{@code shift}.
 *
 * @param bitsPerCode bits of a code, that which says the grid included
 * @param bySign whether the sign tells the two apart
 * @param fine step of the fine grid
 * @param shift octaves from the fine step to the coarse one
 */
public record TwinGrid(int bitsPerCode, boolean bySign, float fine, int shift) implements Grid {

    public TwinGrid {
        boolean usable = fine >= 1e-30f && Float.isFinite(Math.scalb(fine, shift));
        fine = usable ? fine : 1f;
        shift = usable ? shift : 0;
    }

    private int last() {
        return (1 << (bitsPerCode - 1)) - 1;
    }

    @Override
    public Value snap(GraphBuilder g, Value x) {
        Value step = g.array("fine", new float[] {fine}, 1);
        Value coarse = g.multiply(step, g.scalar(Math.scalb(1.0, shift)));
        int least = bySign ? -last() - 1 : 0;
        Value small = snap(g, x, step, least, bySign ? 0 : last());
        Value large = snap(g, x, coarse, 0, last());
        Value border = bySign ? g.scalar(0) : g.multiply(step, g.scalar(last() + 0.5));
        return g.apply("Where", g.apply("Less", x, border), small, large);
    }

    private static Value snap(GraphBuilder g, Value x, Value step, int low, int high) {
        Value code = g.apply("Round", g.divide(x, step));
        Value inside = g.apply("Max", g.apply("Min", code, g.scalar(high)), g.scalar(low));
        return g.multiply(inside, step);
    }

    @Override
    public double bits() {
        return bitsPerCode;
    }

    @Override
    public String summary() {
        return "twin " + bitsPerCode + " bit by " + (bySign ? "sign" : "size");
    }

    @Override
    public Map<String, float[]> arrays() {
        return Map.of("fine", new float[] {fine});
    }

    @Override
    public TwinGrid withArrays(Map<String, float[]> arrays) {
        float[] values = arrays.getOrDefault("fine", new float[] {fine});
        return new TwinGrid(bitsPerCode, bySign, Math.abs(values[0]), shift);
    }
}
