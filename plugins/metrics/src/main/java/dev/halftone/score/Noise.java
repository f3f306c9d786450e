package dev.halftone.score;

import ai.djl.ndarray.NDArray;
import dev.halftone.metric.Answers;
import dev.halftone.metric.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/**
 * Sums Σ ref² and Σ (ref − out)² over all outputs, then makes a number of both. Each picture is
 * summed by itself and the pictures' sums are added in order of size, so that the order of the
 * batches and their size make no difference.
 */
final class Noise implements Score.Tally {
    private final List<Double> signals = new ArrayList<>();
    private final List<Double> noises = new ArrayList<>();
    private final DoubleBinaryOperator number;

    /**
     * @param number of signal and noise; noise is infinite where an answer is not finite
     */
    Noise(DoubleBinaryOperator number) {
        this.number = number;
    }

    @Override
    public void add(Answers answers) {
        for (int i = 0; i < answers.outputs().size(); i++) {
            add(answers.outputs().get(i), answers.reference().get(i));
        }
    }

    private void add(NDArray output, NDArray reference) {
        Rows out = Rows.of(output);
        Rows ref = Rows.of(reference);
        for (int row = 0; row < out.rows(); row++) {
            double signal = 0;
            double noise = 0;
            for (int i = 0; i < out.width(); i++) {
                double wanted = ref.at(row, i);
                double apart = wanted - out.at(row, i);
                signal += wanted * wanted;
                noise += apart * apart;
            }
            signals.add(signal);
            noises.add(Double.isNaN(noise) ? Double.POSITIVE_INFINITY : noise);
        }
    }

    private static double sum(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).sorted().sum();
    }

    @Override
    public Map<String, Double> numbers() {
        double value =
                signals.isEmpty() ? Double.NaN : number.applyAsDouble(sum(signals), sum(noises));
        return Map.of("", value);
    }
}
