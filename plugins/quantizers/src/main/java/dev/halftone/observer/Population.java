package dev.halftone.observer;

import ai.djl.ndarray.NDArray;
import dev.halftone.grid.Granularity;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.Histogram;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The values that a grid is to be near to, in order. Values themselves; or values counted in bins,
 * which stand for their middle, or for anywhere in them where the grid's steps are finer.
 *
 * @param width of a bin; 0 for values themselves
 * @param values in rising order
 * @param counts how often each was seen
 */
record Population(double width, double[] values, double[] counts) {

    /** Those of each part: counted for a whole tensor, the values themselves for its parts. */
    static IntFunction<Population> of(Distribution seen) {
        if (seen.granularity().equals(Granularity.TENSOR)) {
            Population bins = of(seen.histogram());
            return part -> bins;
        }
        return of(seen.values());
    }

    /** Those of each row. */
    static IntFunction<Population> of(NDArray rows) {
        float[][] values = Parts.rows(rows);
        return part -> of(values[part]);
    }

    private static Population of(Histogram histogram) {
        List<Double> all = histogram.counts();
        int[] full = IntStream.range(0, all.size()).filter(bin -> all.get(bin) > 0).toArray();
        return new Population(
                histogram.width(),
                Arrays.stream(full).mapToDouble(histogram::centre).toArray(),
                Arrays.stream(full).mapToDouble(all::get).toArray());
    }

    private static Population of(float[] values) {
        double[] sorted = IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
        Arrays.sort(sorted);
        double[] once = new double[sorted.length];
        Arrays.fill(once, 1);
        return new Population(0, sorted, once);
    }

    /** What all values together lose on a grid. */
    double loss(Trial grid) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            boolean inside = grid.covers(values[i]);
            sum += counts[i] * (inside ? inside(grid, i) : grid.beyond(values[i]));
        }
        return sum;
    }

    /** What one value loses that a grid covers. */
    double inside(Trial grid, int i) {
        return grid.scale() < width ? grid.mean() : grid.rounding(values[i]);
    }
}
