package dev.halftone.score;

import dev.halftone.metric.Answers;
import dev.halftone.metric.Score;
import java.util.Map;

/** Counts what share of the examples passes, in percent. Counts do not depend on the order. */
final class Share implements Score.Tally {
    private final Check check;
    private long passed;
    private long all;

    Share(Check check) {
        this.check = check;
    }

    /** Whether one row of a batch passes. */
    @FunctionalInterface
    interface Check {
        boolean passes(Answers answers, Rows outputs, Rows reference, int row);
    }

    @Override
    public void add(Answers answers) {
        Rows outputs = Rows.of(answers.outputs().get(0));
        Rows reference = Rows.of(answers.reference().get(0));
        for (int row = 0; row < outputs.rows(); row++) {
            passed += check.passes(answers, outputs, reference, row) ? 1 : 0;
            all++;
        }
    }

    @Override
    public Map<String, Double> numbers() {
        return Map.of("", all == 0 ? Double.NaN : 100.0 * passed / all);
    }
}
