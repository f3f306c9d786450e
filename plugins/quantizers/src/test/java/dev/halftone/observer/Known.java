package dev.halftone.observer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Range;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.Histogram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** A distribution whose every value is known: batches of channels of values. */
public record Known(List<float[][]> batches, Granularity granularity, NDManager manager)
        implements Distribution {
    private static final int BINS = 2048;

    /** One batch, undivided. */
    public static Known of(NDManager manager, float[]... channels) {
        return new Known(List.<float[][]>of(channels), Granularity.TENSOR, manager);
    }

    @Override
    public Known by(Granularity other) {
        return new Known(batches, other, manager);
    }

    @Override
    public List<Range> extremes() {
        return batches.stream().map(batch -> extremes(divided(batch))).toList();
    }

    private static Range extremes(float[][] parts) {
        List<Float> lows = new ArrayList<>();
        List<Float> highs = new ArrayList<>();
        for (float[] part : parts) {
            float[] sorted = part.clone();
            Arrays.sort(sorted);
            lows.add(sorted[0]);
            highs.add(sorted[sorted.length - 1]);
        }
        return new Range(lows, highs);
    }

    private float[][] divided(float[][] batch) {
        return granularity.equals(Granularity.CHANNEL)
                ? batch
                : new float[][] {joined(Arrays.asList(batch))};
    }

    private static float[] joined(List<float[]> pieces) {
        float[] all = new float[pieces.stream().mapToInt(piece -> piece.length).sum()];
        int at = 0;
        for (float[] piece : pieces) {
            System.arraycopy(piece, 0, all, at, piece.length);
            at += piece.length;
        }
        return all;
    }

    private float[][] all() {
        float[][] first = divided(batches.get(0));
        float[][] all = new float[first.length][];
        for (int part = 0; part < all.length; part++) {
            List<float[]> pieces = new ArrayList<>();
            for (float[][] batch : batches) {
                pieces.add(divided(batch)[part]);
            }
            all[part] = joined(pieces);
        }
        return all;
    }

    @Override
    public Histogram histogram() {
        Range range = by(Granularity.TENSOR).range();
        double low = range.low().get(0);
        double width = Math.max((range.high().get(0) - low) / BINS, 1e-30);
        List<Double> counts = new ArrayList<>(Collections.nCopies(BINS, 0.0));
        for (float[] part : all()) {
            for (float value : part) {
                int bin = (int) Math.min(BINS - 1, (value - low) / width);
                counts.set(bin, counts.get(bin) + 1);
            }
        }
        return new Histogram(low, width, counts);
    }

    @Override
    public NDArray values() {
        float[][] all = all();
        return manager.create(joined(Arrays.asList(all)), new Shape(all.length, all[0].length));
    }
}
