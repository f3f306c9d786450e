package dev.halftone.tck;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import dev.halftone.grid.Grid;
import java.util.List;
import java.util.function.Supplier;

/** What the grids that a quantizer answers with promise. */
final class GridPromises {
    static final String ZERO = "keeps zero on the grid";
    static final String STAYS = "leaves values on the grid where they are";
    static final String FINITE = "gives finite values for finite values";
    static final String SCALES = "has positive and finite scales";
    static final String BITS = "says how many bits a value takes";

    private GridPromises() {}

    /**
     * A grid, and values that land on it.
     *
     * @param what for messages
     */
    record Case(String what, Grid grid, float[] values, Shape shape) {}

    static List<Promise> of(Supplier<List<Case>> cases, Lab lab) {
        return List.of(
                new Promise(ZERO, () -> cases.get().forEach(c -> zero(c, lab))),
                new Promise(STAYS, () -> cases.get().forEach(c -> stays(c, lab))),
                new Promise(FINITE, () -> cases.get().forEach(c -> finite(c, lab))),
                new Promise(SCALES, () -> cases.get().forEach(GridPromises::scales)),
                new Promise(BITS, () -> cases.get().forEach(GridPromises::bits)));
    }

    private static void zero(Case c, Lab lab) {
        float[] zeros = new float[c.values.length];
        for (float value : lab.snap(c.grid, zeros, c.shape)) {
            assertThat(value).as("what becomes of 0, %s", c.what).isZero();
        }
    }

    private static void stays(Case c, Lab lab) {
        float[] once = unsigned(lab.snap(c.grid, c.values, c.shape));
        float[] twice = unsigned(lab.snap(c.grid, once, c.shape));
        assertThat(twice).as("snapped twice against once, %s", c.what).containsExactly(once);
    }

    /** Minus zero is zero. */
    private static float[] unsigned(float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] += 0f;
        }
        return values;
    }

    private static void finite(Case c, Lab lab) {
        for (float value : lab.snap(c.grid, c.values, c.shape)) {
            assertThat(Float.isFinite(value)).as("%s is finite, %s", value, c.what).isTrue();
        }
    }

    private static void scales(Case c) {
        float[] scales = c.grid.arrays().getOrDefault("scale", new float[] {1});
        for (float scale : scales) {
            boolean usable = scale > 0 && Float.isFinite(scale);
            assertThat(usable).as("scale %s is positive and finite, %s", scale, c.what).isTrue();
        }
    }

    private static void bits(Case c) {
        assertThat(c.grid.bits()).as("bits, %s", c.what).isBetween(1.0, 32.0);
        assertThat(c.grid.summary()).as("summary, %s", c.what).isNotBlank();
    }
}
