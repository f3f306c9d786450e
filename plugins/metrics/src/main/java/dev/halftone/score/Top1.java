package dev.halftone.score;

import dev.halftone.metric.Score;
import dev.halftone.plugin.Metric;

/**
 * Share of the pictures whose class the model ranks first, in percent. Of equal logits the first
 * one counts as larger; an answer with NaN is wrong.
 */
@Metric(id = "top-1", doc = "Pictures whose class comes first, in percent.")
public record Top1() implements Score {

    @Override
    public Tally tally() {
        return new Share(
                (answers, outputs, reference, row) ->
                        outputs.rank(row, outputs.label("top-1", answers.examples().get(row))) < 1);
    }
}
