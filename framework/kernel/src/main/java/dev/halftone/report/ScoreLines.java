package dev.halftone.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Scores as lines to show, one per number. */
public final class ScoreLines {

    private ScoreLines() {}

    public static List<Summary.ScoreLine> of(Scores scores) {
        List<Summary.ScoreLine> lines = new ArrayList<>();
        for (Scores.Metric metric : scores.metrics()) {
            for (String number : metric.inFloat().keySet()) {
                String name = number.isEmpty() ? metric.name() : metric.name() + " " + number;
                lines.add(
                        new Summary.ScoreLine(
                                name,
                                finite(metric.inFloat().get(number)),
                                metric.quantized().map(q -> finite(q.get(number))).orElse(none()),
                                metric.higherIsBetter()));
            }
        }
        return lines;
    }

    /** Not a number where nothing was counted, infinite for the error of no error: both nothing. */
    private static OptionalDouble finite(Double value) {
        return Optional.ofNullable(value).filter(Double::isFinite).isPresent()
                ? OptionalDouble.of(value)
                : none();
    }

    private static OptionalDouble none() {
        return OptionalDouble.empty();
    }
}
