package dev.halftone.observer;

import dev.halftone.quantize.Histogram;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The values that a grid is to be near to. */
sealed interface Population {

    /** What all values together lose on a grid. */
    double loss(Trial grid);

    /** Values themselves. */
    record Values(float[] values) implements Population {

        @Override
        public double loss(Trial grid) {
            double sum = 0;
            for (float value : values) {
                sum += grid.of(value);
            }
            return sum;
        }
    }

    /** Values counted in bins: at the middle of a bin, or anywhere in it if steps are finer. */
    record Bins(double width, double[] centres, double[] counts) implements Population {

        static Bins of(Histogram histogram) {
            int[] full =
                    IntStream.range(0, histogram.counts().size())
                            .filter(bin -> histogram.counts().get(bin) > 0)
                            .toArray();
            return new Bins(
                    histogram.width(),
                    Arrays.stream(full).mapToDouble(histogram::centre).toArray(),
                    Arrays.stream(full).mapToDouble(histogram.counts()::get).toArray());
        }

        @Override
        public double loss(Trial grid) {
            boolean finer = grid.scale() < width;
            double sum = 0;
            for (int i = 0; i < centres.length; i++) {
                boolean anywhere = finer && grid.covers(centres[i]);
                sum += counts[i] * (anywhere ? grid.mean() : grid.of(centres[i]));
            }
            return sum;
        }
    }
}
