package dev.halftone.score;

import dev.halftone.metric.Score;
import dev.halftone.plugin.Metric;

/**
 * Share of the pictures whose class the model ranks among the first five, in percent. Of equal
 * logits the first one counts as larger; an answer with NaN is wrong.
 */
@Metric(id = "top-5", doc = "Pictures whose class is among the first five, in percent.")
public record Top5() implements Score {

    @Override
    public Tally tally() {
        return new Share(
                (answers, outputs, reference, row) ->
                        outputs.rank(row, outputs.label("top-5", answers.examples().get(row))) < 5);
    }
}
