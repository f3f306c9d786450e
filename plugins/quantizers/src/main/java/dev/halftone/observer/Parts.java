package dev.halftone.observer;

import ai.djl.ndarray.NDArray;
import dev.halftone.grid.Range;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Takes a distribution's parts apart and puts a range together from theirs. */
final class Parts {

    private Parts() {}

    /** The values of each part, copied. */
    static float[][] rows(NDArray values) {
        int parts = (int) values.getShape().get(0);
        float[] all = values.toFloatArray();
        int size = all.length / parts;
        return IntStream.range(0, parts)
                .mapToObj(i -> Arrays.copyOfRange(all, i * size, (i + 1) * size))
                .toArray(float[][]::new);
    }

    /** The range whose part {@code i} goes from {@code low(i)} to {@code high(i)}. */
    static Range range(int parts, IntToDoubleFunction low, IntToDoubleFunction high) {
        return new Range(floats(parts, low), floats(parts, high));
    }

    private static List<Float> floats(int parts, IntToDoubleFunction end) {
        return IntStream.range(0, parts).mapToObj(i -> (float) end.applyAsDouble(i)).toList();
    }
}
