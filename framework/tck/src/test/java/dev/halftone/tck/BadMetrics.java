package dev.halftone.tck;

import ai.djl.ndarray.NDArray;
import dev.halftone.metric.Answers;
import dev.halftone.metric.Score;
import dev.halftone.plugin.Metric;
import java.util.Map;

/** Metrics that break a promise each. */
public final class BadMetrics {

    private BadMetrics() {}

    /** Mean absolute difference from the reference, exact in any order for few batches. */
    private static final class Difference implements Score.Tally {
        private final double whenEmpty;
        private final boolean lastCountsTwice;
        private double sum;
        private double last;
        private long count;

        private Difference(double whenEmpty, boolean lastCountsTwice) {
            this.whenEmpty = whenEmpty;
            this.lastCountsTwice = lastCountsTwice;
        }

        @Override
        public void add(Answers answers) {
            NDArray difference = answers.outputs().get(0).sub(answers.reference().get(0));
            for (float value : difference.toFloatArray()) {
                sum += Math.rint(1e6 * Math.abs(value));
                count++;
                last = Math.rint(1e6 * Math.abs(value));
            }
        }

        @Override
        public Map<String, Double> numbers() {
            double all = lastCountsTwice ? sum + last : sum;
            return Map.of("", count == 0 ? whenEmpty : all / count / 1e6);
        }
    }

    /** Nothing wrong with it. */
    @Metric(id = "good-metric", doc = "Mean absolute difference.")
    public record Good() implements Score {
        @Override
        public Tally tally() {
            return new Difference(Double.NaN, false);
        }

        @Override
        public boolean higherIsBetter() {
            return false;
        }
    }

    @Metric(id = "hopeful-metric", doc = "Zero for nothing.")
    public record Hopeful() implements Score {
        @Override
        public Tally tally() {
            return new Difference(0, false);
        }

        @Override
        public boolean higherIsBetter() {
            return false;
        }
    }

    @Metric(id = "forgetful-metric", doc = "The last answer counts twice.")
    public record Forgetful() implements Score {
        @Override
        public Tally tally() {
            return new Difference(Double.NaN, true);
        }

        @Override
        public boolean higherIsBetter() {
            return false;
        }
    }

    @Metric(id = "sharing-metric", doc = "One count for everybody.")
    public record Sharing() implements Score {
        private static final Difference ONE = new Difference(Double.NaN, false);

        @Override
        public Tally tally() {
            return ONE;
        }

        @Override
        public boolean higherIsBetter() {
            return false;
        }
    }

    @Metric(id = "upside-down-metric", doc = "Calls differences good.")
    public record UpsideDown() implements Score {
        @Override
        public Tally tally() {
            return new Difference(Double.NaN, false);
        }
    }
}
