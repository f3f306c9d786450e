package dev.halftone.observer;

import java.util.function.IntToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Spares a close look at most of many candidates. */
final class Likely {

    private Likely() {}

    /**
     * All candidates that can have the least loss.
     *
     * @param from the first candidate
     * @param to after the last
     * @param quick the loss of each, nearly
     * @param within how far from the exact loss this can be
     */
    static int[] least(int from, int to, IntToDoubleFunction quick, double within) {
        double[] losses = IntStream.range(from, to).mapToDouble(quick).toArray();
        double bound = DoubleStream.of(losses).min().orElseThrow() + 2 * within;
        return IntStream.range(from, to).filter(i -> losses[i - from] <= bound).toArray();
    }
}
