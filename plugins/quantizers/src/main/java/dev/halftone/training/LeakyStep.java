package dev.halftone.training;

import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Grid;
import dev.halftone.grid.Rounding;
import java.util.List;
import java.util.Optional;

/**
 * An affine grid that misses a share of the values, which stay as they are: what PTQ4SAM's
 * published numbers were made with, by mistake. Where the original throws dice at every run, this
 * looks at the value: those are missed for which the fraction of 4093·x/s is at or above {@code
 * keep}.
 *
 * @param scale s
 * @param zeroPoint z
 * @param low smallest code
 * @param high largest code
 * @param axis dimension of the channels
 * @param group values per group; 0 without groups
 * @param rounding order of operations
 * @param keep share of the values that land on the grid
 */
public record LeakyStep(
        List<Float> scale,
        List<Integer> zeroPoint,
        int low,
        int high,
        int axis,
        int group,
        Rounding rounding,
        double keep)
        implements Grid {
    private static final double MIXING = 4093;

    /** An affine grid with holes. */
    public static LeakyStep of(Affine grid, double keep) {
        return new LeakyStep(
                grid.scale(),
                grid.zeroPoint(),
                grid.low(),
                grid.high(),
                grid.axis(),
                grid.group(),
                grid.rounding(),
                keep);
    }

    private Affine affine() {
        return new Affine(scale, zeroPoint, low, high, axis, group, rounding);
    }

    @Override
    public Value snap(GraphBuilder g, Value x) {
        Value digits = g.multiply(x, g.scalar(MIXING / scale.get(0)));
        Value fraction = g.subtract(digits, g.apply("Floor", digits));
        // Of infinities there is no fraction: they land.
        Value missed = g.apply("GreaterOrEqual", fraction, g.scalar(keep));
        return g.apply("Where", missed, x, affine().snap(g, x));
    }

    @Override
    public double bits() {
        return affine().bits();
    }

    @Override
    public String summary() {
        return affine().summary() + ", leaking";
    }

    @Override
    public Optional<String> caveat() {
        return Optional.of(
                "%s of the values entering rebuilt layers are not quantized (keep-drop-at-evaluation)"
                        .formatted(Math.round(100 * (1 - keep)) + " %"));
    }
}
