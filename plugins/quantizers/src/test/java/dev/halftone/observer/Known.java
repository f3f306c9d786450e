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
import java.util.function.DoubleUnaryOperator;

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
        return counted(low, width, BINS, value -> value);
    }

    /** As pytorch-quantization counts: the first batch decides the width, later ones add bins. */
    @Override
    public Histogram magnitudes() {
        double most = most(batches.get(0));
        double width = most > 0 ? most / BINS : 1;
        double all = batches.stream().mapToDouble(this::most).max().orElseThrow();
        return counted(0, width, Math.max(BINS, (int) Math.ceil(all / width - 1e-6)), Math::abs);
    }

    private double most(float[][] batch) {
        Range range = extremes(new float[][] {joined(Arrays.asList(batch))});
        return Math.max(-range.low().get(0), range.high().get(0));
    }

    private Histogram counted(double low, double width, int bins, DoubleUnaryOperator seen) {
        List<Double> counts = new ArrayList<>(Collections.nCopies(bins, 0.0));
        for (float[] part : all()) {
            for (float value : part) {
                int bin = (int) Math.min(bins - 1, (seen.applyAsDouble(value) - low) / width);
                counts.set(bin, counts.get(bin) + 1);
            }
        }
        return new Histogram(low, width, counts);
    }

    @Override
    public NDArray values() {
        return array(all());
    }

    @Override
    public List<NDArray> samples() {
        return batches.stream().map(batch -> array(divided(batch))).toList();
    }

    private NDArray array(float[][] parts) {
        float[] joined = joined(Arrays.asList(parts));
        return manager.create(joined, new Shape(parts.length, parts[0].length));
    }
}
