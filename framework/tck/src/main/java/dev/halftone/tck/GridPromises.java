package dev.halftone.tck;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Graph;
import dev.halftone.grid.Grid;
import dev.halftone.plan.Plan;
import dev.halftone.site.Sites;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What the grids that a quantizer answers with promise. */
final class GridPromises {
    static final String ZERO = "keeps zero on the grid";
    static final String STAYS = "leaves values on the grid where they are";
    static final String FINITE = "gives finite values for finite values";
    static final String EXTREMES = "sends infinities and huge values to the end on their side";
    static final String UNDEFINED = "keeps NaN";
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
                            List.of(
                                    r -> values,
                                    r -> r.get(0),
                                    r -> new float[values.length],
                                    r -> every(Float.POSITIVE_INFINITY),
                                    r -> every(Float.MAX_VALUE),
                                    r -> every(-Float.MAX_VALUE),
                                    r -> every(Float.NEGATIVE_INFINITY),
                                    r -> every(Float.NaN)));
            return new Landed(this, results);
        }

        private float[] every(float value) {
            float[] all = new float[values.length];
            Arrays.fill(all, value);
            return all;
        }
    }

    /** Where the values land, where these land again, zeros, and values without bounds. */
    private record Landed(Case at, List<float[]> results) {
        float[] once() {
            return results.get(0);
        }

        float[] twice() {
            return results.get(1);
        }

        float[] zeros() {
            return results.get(2);
        }

        /** From plus to minus infinity. */
        List<float[]> extremes() {
            return results.subList(3, 7);
        }

        float[] undefined() {
            return results.get(7);
        }
    }

    static List<Promise> of(Supplier<List<Case>> cases, Lab lab) {
        Lazy<List<Case>> known = new Lazy<>(cases);
        Lazy<List<Landed>> landed =
                new Lazy<>(() -> known.get().stream().map(c -> c.on(lab)).toList());
        return List.of(
                promise(ZERO, landed, GridPromises::zero),
                promise(STAYS, landed, GridPromises::stays),
                promise(FINITE, landed, GridPromises::finite),
                promise(EXTREMES, landed, GridPromises::extremes),
                promise(UNDEFINED, landed, GridPromises::undefined),
                promise(WRITTEN, known, c -> written(c, lab)),
                promise(SCALES, known, GridPromises::scales),
                promise(BITS, known, GridPromises::bits));
    }

    private static <T> Promise promise(String name, Lazy<List<T>> cases, Consumer<T> check) {
        return new Promise(name, () -> cases.get().forEach(check));
    }

    private static void zero(Landed landed) {
        for (float value : landed.zeros()) {
            assertThat(value).as("what becomes of 0, %s", landed.at.what).isZero();
        }
    }

    private static void stays(Landed landed) {
        String what = "snapped twice against once, " + landed.at.what;
        same(what, landed.at.grid, landed.twice(), landed.once());
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
        for (float value : landed.once()) {
            boolean finite = Float.isFinite(value);
            assertThat(finite).as("%s is finite, %s", value, landed.at.what).isTrue();
        }
    }

    /** No value of the case may land beyond them, unless the grid is laid by what comes. */
    private static void extremes(Landed landed) {
        List<float[]> found = landed.extremes();
        for (int i = 0; i < landed.once().length; i++) {
            float once = landed.at.grid.isDynamic() ? 0 : landed.once()[i];
            for (float high : List.of(found.get(0)[i], found.get(1)[i])) {
                assertThat(high)
                        .as("where values above all others land, %s", landed.at.what)
                        .isBetween(Math.max(0, once), Float.MAX_VALUE);
            }
            for (float low : List.of(found.get(2)[i], found.get(3)[i])) {
                assertThat(low)
                        .as("where values below all others land, %s", landed.at.what)
                        .isBetween(-Float.MAX_VALUE, Math.min(0, once));
            }
        }
    }

    private static void undefined(Landed landed) {
        for (float value : landed.undefined()) {
            assertThat(value).as("what becomes of NaN, %s", landed.at.what).isNaN();
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
