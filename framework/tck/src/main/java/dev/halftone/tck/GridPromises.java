package dev.halftone.tck;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Graph;
import dev.halftone.grid.Grid;
import dev.halftone.plan.Plan;
import dev.halftone.site.Sites;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What the grids that a quantizer answers with promise. */
final class GridPromises {
    static final String ZERO = "keeps zero on the grid";
    static final String STAYS = "leaves values on the grid where they are";
    static final String FINITE = "gives finite values for finite values";
    static final String SCALES = "has positive and finite scales";
    static final String WRITTEN = "is written down in a plan and read back the same";
    static final String BITS = "says how many bits a value takes";

    private GridPromises() {}

    /**
     * A grid, and values that land on it.
     *
     * @param what for messages
     */
    record Case(String what, Grid grid, float[] values, Shape shape) {

        Landed on(Lab lab) {
            List<float[]> results =
                    lab.snaps(
                            grid,
                            shape,
                            List.of(r -> values, r -> r.get(0), r -> new float[values.length]));
            return new Landed(this, results.get(0), results.get(1), results.get(2));
        }
    }

    /** Where the values land, where these land again, and where zeros land. */
    private record Landed(Case at, float[] once, float[] twice, float[] zeros) {}

    static List<Promise> of(Supplier<List<Case>> cases, Lab lab) {
        Lazy<List<Case>> known = new Lazy<>(cases);
        Lazy<List<Landed>> landed =
                new Lazy<>(() -> known.get().stream().map(c -> c.on(lab)).toList());
        return List.of(
                promise(ZERO, landed, GridPromises::zero),
                promise(STAYS, landed, GridPromises::stays),
                promise(FINITE, landed, GridPromises::finite),
                promise(WRITTEN, known, c -> written(c, lab)),
                promise(SCALES, known, GridPromises::scales),
                promise(BITS, known, GridPromises::bits));
    }

    private static <T> Promise promise(String name, Lazy<List<T>> cases, Consumer<T> check) {
        return new Promise(name, () -> cases.get().forEach(check));
    }

    private static void zero(Landed landed) {
        for (float value : landed.zeros) {
            assertThat(value).as("what becomes of 0, %s", landed.at.what).isZero();
        }
    }

    private static void stays(Landed landed) {
        String what = "snapped twice against once, " + landed.at.what;
        same(what, landed.at.grid, landed.twice, landed.once);
    }

    /** To the bit; of a grid that is laid anew over the snapped values, to its scale's rounding. */
    static void same(String what, Grid grid, float[] again, float[] once) {
        float[] unsigned = once.clone();
        for (int i = 0; i < unsigned.length; i++) {
            unsigned[i] += 0f;
        }
        if (grid.isDynamic()) {
            assertThat(again)
                    .as(what)
                    .usingComparatorWithPrecision(1e-6f * largest(unsigned))
                    .containsExactly(unsigned);
        } else {
            assertThat(again).as(what).containsExactly(unsigned);
        }
    }

    private static float largest(float[] values) {
        float largest = Float.MIN_NORMAL;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static void finite(Landed landed) {
        for (float value : landed.once) {
            boolean finite = Float.isFinite(value);
            assertThat(finite).as("%s is finite, %s", value, landed.at.what).isTrue();
        }
    }

    private static void written(Case c, Lab lab) {
        Graph graph = new TinyNetwork().graph();
        Plan plan = Plan.EMPTY.with(Sites.of(graph).get(0), c.grid);
        Plan read = lab.writtenAndRead(plan, graph, c.grid.getClass().getClassLoader());
        assertThat(read.decisions()).as(c.what).isEqualTo(plan.decisions());
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
