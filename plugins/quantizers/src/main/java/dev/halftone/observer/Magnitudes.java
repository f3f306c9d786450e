package dev.halftone.observer;

import dev.halftone.grid.Granularity;
import dev.halftone.grid.Levels;
import dev.halftone.grid.Range;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.Histogram;
import java.util.function.IntFunction;

/**
 * The histogram of magnitudes of one part, as the calibrators of pytorch-quantization keep it, and
 * how many codes they have for it.
 *
 * @param width of a bin
 * @param counts of the bins from zero on
 * @param codes that a magnitude can have: 128 of 8 bits with a sign, 256 without
 */
record Magnitudes(double width, double[] counts, int codes) {
    private static final int BINS = 2048;

    /** Chooses the largest magnitude to cover. */
    interface Calibrator {
        double amax(Magnitudes seen);
    }

    /** What a calibrator chooses for every part, cut to what was seen. */
    static Range range(Distribution seen, Levels levels, Calibrator calibrator) {
        IntFunction<Magnitudes> parts = parts(seen, levels);
        Range whole = seen.range();
        return Interval.each(
                whole.count(),
                part -> {
                    Magnitudes magnitudes = parts.apply(part);
                    double amax = Math.max(calibrator.amax(magnitudes), magnitudes.least());
                    double low = Math.max(-amax, whole.low().get(part));
                    double high = Math.min(amax, whole.high().get(part));
                    return new Interval(Math.min(low, amax), Math.max(high, -amax), 0);
                });
    }

    private static IntFunction<Magnitudes> parts(Distribution seen, Levels levels) {
        if (seen.granularity().equals(Granularity.TENSOR)) {
            Histogram histogram = seen.magnitudes();
            double[] counts =
                    histogram.counts().stream().mapToDouble(Double::doubleValue).toArray();
            int codes = codes(levels, seen.range().low().get(0));
            return part -> new Magnitudes(histogram.width(), counts, codes);
        }
        float[][] rows = Parts.rows(seen.values());
        Range whole = seen.range();
        return part -> of(rows[part], codes(levels, whole.low().get(part)));
    }

    private static int codes(Levels levels, double low) {
        if (levels.symmetric()) {
            return levels.high() + 1;
        }
        return low < 0 ? (levels.steps() + 1) / 2 : levels.steps() + 1;
    }

    private static Magnitudes of(float[] values, int codes) {
        double most = 0;
        for (float value : values) {
            most = Math.max(most, Math.abs(value));
        }
        double width = most > 0 ? most / BINS : 1;
        double[] counts = new double[BINS];
        for (float value : values) {
            counts[(int) Math.min(BINS - 1, Math.abs(value) / width)]++;
        }
        return new Magnitudes(width, counts, codes);
    }

    /** Right edge of the first bin that holds anything: a range that ends before it covers none. */
    private double least() {
        int bin = 0;
        while (bin < counts.length && counts[bin] == 0) {
            bin++;
        }
        return edge(bin + 1);
    }

    double edge(int bin) {
        return bin * width;
    }

    double centre(int bin) {
        return (bin + 0.5) * width;
    }
}
