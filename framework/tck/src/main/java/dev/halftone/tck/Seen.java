package dev.halftone.tck;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Range;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.Histogram;
import java.util.ArrayList;
import java.util.List;

/**
 * Known values at a site.
 *
 * @param batches the values of each batch, in row-major order
 * @param shape of a batch
 * @param axis dimension of the channels
 * @param granularity how they are divided
 * @param manager owns the arrays given out
 */
record Seen(
        List<float[]> batches, Shape shape, int axis, Granularity granularity, NDManager manager)
        implements Distribution {
    private static final int BINS = 512;

    static Seen of(List<float[]> batches, Shape shape, int axis, NDManager manager) {
        return new Seen(batches, shape, axis, Granularity.TENSOR, manager);
    }

    @Override
    public Distribution by(Granularity other) {
        return new Seen(batches, shape, axis, other, manager);
    }

    @Override
    public List<Range> extremes() {
        return batches.stream().map(batch -> range(parts(batch))).toList();
    }

    private static Range range(List<List<Float>> parts) {
        List<Float> low = new ArrayList<>();
        List<Float> high = new ArrayList<>();
        for (List<Float> part : parts) {
            low.add(part.stream().min(Float::compare).orElseThrow());
            high.add(part.stream().max(Float::compare).orElseThrow());
        }
        return new Range(low, high);
    }

    @Override
    public Histogram histogram() {
        Seen whole = of(batches, shape, axis, manager);
        return counted(batches, whole.range().low().get(0), whole.range().high().get(0));
    }

    @Override
    public Histogram magnitudes() {
        Range whole = of(batches, shape, axis, manager).range();
        List<float[]> sizes = new ArrayList<>();
        for (float[] batch : batches) {
            float[] size = batch.clone();
            for (int i = 0; i < size.length; i++) {
                size[i] = Math.abs(size[i]);
            }
            sizes.add(size);
        }
        return counted(sizes, 0, Math.max(-whole.low().get(0), whole.high().get(0)));
    }

    private static Histogram counted(List<float[]> batches, double low, double high) {
        double width = high > low ? (high - low) / BINS : Math.max(Math.abs(high), 1) / BINS;
        double[] counts = new double[BINS];
        for (float[] batch : batches) {
            for (float value : batch) {
                counts[(int) Math.max(0, Math.min(BINS - 1, (value - low) / width))]++;
            }
        }
        List<Double> boxed = new ArrayList<>();
        for (double count : counts) {
            boxed.add(count);
        }
        return new Histogram(low, width, boxed);
    }

    @Override
    public NDArray values() {
        return joined(batches);
    }

    @Override
    public List<NDArray> samples() {
        return batches.stream().map(batch -> joined(List.of(batch))).toList();
    }

    private NDArray joined(List<float[]> some) {
        List<List<Float>> all = new ArrayList<>();
        for (float[] batch : some) {
            List<List<Float>> parts = parts(batch);
            for (int i = 0; i < parts.size(); i++) {
                if (all.size() <= i) {
                    all.add(new ArrayList<>());
                }
                all.get(i).addAll(parts.get(i));
            }
        }
        int columns = all.get(0).size();
        float[] flat = new float[all.size() * columns];
        for (int i = 0; i < flat.length; i++) {
            flat[i] = all.get(i / columns).get(i % columns);
        }
        return manager.create(flat, new Shape(all.size(), columns));
    }

    /** How many parts there are. */
    int count() {
        return parts(batches.get(0)).size();
    }

    /** The values of each part of a batch. */
    List<List<Float>> parts(float[] batch) {
        List<List<Float>> parts = new ArrayList<>();
        for (int i = 0; i < batch.length; i++) {
            int part = part(i);
            while (parts.size() <= part) {
                parts.add(new ArrayList<>());
            }
            parts.get(part).add(batch[i]);
        }
        return parts;
    }

    private int part(int index) {
        return switch (granularity.kind()) {
            case TENSOR -> 0;
            case GROUP -> index / granularity.size();
            case CHANNEL -> {
                int dimension = Math.floorMod(axis, shape.dimension());
                long inner = shape.slice(dimension + 1).size();
                yield (int) (index / inner % shape.get(dimension));
            }
        };
    }
}
