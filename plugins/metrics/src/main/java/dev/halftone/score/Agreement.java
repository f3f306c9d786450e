package dev.halftone.score;

import dev.halftone.metric.Score;
import dev.halftone.plugin.Metric;

/** Share of the pictures that get the float model's class, right or wrong, in percent. */
@Metric(id = "agreement", doc = "Pictures that get the same class as in float, in percent.")
public record Agreement() implements Score {

    @Override
    public Tally tally() {
        return new Share(
                (answers, outputs, reference, row) ->
                        outputs.largest(row) >= 0
                                && outputs.largest(row) == reference.largest(row));
    }
}
