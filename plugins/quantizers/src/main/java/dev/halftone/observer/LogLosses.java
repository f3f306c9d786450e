package dev.halftone.observer;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What some values lose on one grid of powers after the other: s·2^(−q/τ) for q from 0 to a last
 * code, and zero. The values that get one code are neighbours: those from s·2^(−(q + ½)/τ) to
 * s·2^(−(q − ½)/τ).
 */
final class LogLosses {
    private final int tau;
    private final int last;
    private final double[] positive;
    private final Distances distances;
    private final double negative;

    /**
     * @param tau steps per octave
     * @param last code before zero
     * @param loss what errors cost
     */
    LogLosses(float[] values, int tau, int last, Loss loss) {
        this.tau = tau;
        this.last = last;
        positive = doubles(values).filter(value -> value > 0).sorted().toArray();
        double[] once = new double[positive.length];
        Arrays.fill(once, 1);
        distances = new Distances(positive, once, loss);
        negative = doubles(values).filter(value -> value < 0).map(v -> loss.of(-v)).sum();
    }

    /** The largest value above zero, or zero. */
    double most() {
        return positive.length == 0 ? 0 : positive[positive.length - 1];
    }

    /** The sum over all values. */
    double of(double scale) {
        double sum = negative;
        int to = positive.length;
        for (int code = 0; code <= last && to > 0; code++) {
            int from = distances.below(level(scale, code + 0.5));
            sum += distances.sum(level(scale, code), from, to);
            to = from;
        }
        return sum + distances.sum(0, 0, to);
    }

    private double level(double scale, double code) {
        return scale * Math.pow(2, -code / tau);
    }

    private static DoubleStream doubles(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]);
    }
}
