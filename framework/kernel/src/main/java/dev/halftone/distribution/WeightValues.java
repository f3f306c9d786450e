package dev.halftone.distribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Range;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.Histogram;
import dev.halftone.site.Site;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** All values of a parameter. */
record WeightValues(Site site, NDArray parameter, Granularity granularity, NDManager scratch)
        implements Distribution {

    private static final int BINS = 2048;

    /** Ranges are float32, whatever type a file gives its weights. */
    WeightValues {
        if (parameter.getDataType() != DataType.FLOAT32) {
            parameter = parameter.toType(DataType.FLOAT32, false);
            parameter.attach(scratch);
        }
    }

    @Override
    public Distribution by(Granularity other) {
        return new WeightValues(site, parameter, other, scratch);
    }

    @Override
    public List<Range> extremes() {
        try (NDArray parts = parts();
                NDArray low = parts.min(new int[] {1});
                NDArray high = parts.max(new int[] {1})) {
            return List.of(new Range(floats(low), floats(high)));
        }
    }

    private List<Float> floats(NDArray array) {
        List<Float> values = new ArrayList<>();
        for (float value : array.toFloatArray()) {
            values.add(finite(value));
        }
        return values;
    }

    private float finite(float value) {
        if (!Float.isFinite(value)) {
            String message = "every value of %s must be finite, and one is %s";
            throw new ProblemException(
                    Problem.of("not-finite", message.formatted(site.id(), value))
                            .hint("the file of weights holds it, or an earlier step made it"));
        }
        return value;
    }

    @Override
    public Histogram histogram() {
        Range whole = by(Granularity.TENSOR).range();
        float low = whole.low().get(0);
        float high = whole.high().get(0);
        if (low == high) {
            return new Histogram(low - 0.5, 1, List.of((double) parameter.size()));
        }
        return counted(parameter.toFloatArray(), low, high);
    }

    @Override
    public Histogram magnitudes() {
        Range whole = by(Granularity.TENSOR).range();
        float most = Math.max(-whole.low().get(0), whole.high().get(0));
        float[] values = parameter.toFloatArray();
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.abs(values[i]);
        }
        return counted(values, 0, most > 0 ? most : 1);
    }

    private static Histogram counted(float[] values, double low, double high) {
        double width = (high - low) / BINS;
        double[] counts = new double[BINS];
        for (float value : values) {
            counts[Math.min(BINS - 1, (int) ((value - low) / width))]++;
        }
        return new Histogram(low, width, Arrays.stream(counts).boxed().toList());
    }

    @Override
    public NDArray values() {
        try (NDArray low = parameter.min();
                NDArray high = parameter.max()) {
            finite(low.getFloat());
            finite(high.getFloat());
        }
        return parts();
    }

    /** One row per part, whatever the values are. */
    private NDArray parts() {
        NDArray parts =
                switch (granularity.kind()) {
                    case TENSOR -> parameter.reshape(1, parameter.size());
                    case CHANNEL -> channels();
                    case GROUP -> parameter.reshape(groups(), granularity.size());
                };
        parts.attach(scratch);
        return parts;
    }

    @Override
    public List<NDArray> samples() {
        return List.of(values());
    }

    private NDArray channels() {
        int rank = parameter.getShape().dimension();
        int axis = Math.floorMod(site.channelAxis(), rank);
        int[] order =
                IntStream.concat(
                                IntStream.of(axis),
                                IntStream.range(0, rank).filter(other -> other != axis))
                        .toArray();
        long count = parameter.getShape().get(axis);
        try (NDArray turned = parameter.transpose(order)) {
            return turned.reshape(count, parameter.size() / count);
        }
    }

    /** The largest size of groups below the one that was asked for. */
    private long divisor(long last) {
        long size = Math.min(granularity.size(), last);
        while (last % size != 0) {
            size--;
        }
        return size;
    }

    private long groups() {
        Shape shape = parameter.getShape();
        long last = shape.get(shape.dimension() - 1);
        if (last % granularity.size() != 0) {
            String message = "groups of %d must divide the last dimension of %s, which is %d";
            throw new ProblemException(
                    Problem.of("group-size", message.formatted(granularity.size(), site.id(), last))
                            .hint("'granularity: group-%d' does".formatted(divisor(last))));
        }
        return parameter.size() / granularity.size();
    }
}
