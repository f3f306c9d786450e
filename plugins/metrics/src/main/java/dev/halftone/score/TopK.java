package dev.halftone.score;

import dev.halftone.metric.Score;
import dev.halftone.plugin.Metric;
import dev.halftone.plugin.Param;

/**
 * Share of the pictures whose class the model ranks among the first k, in percent. Of equal logits
 * the first one counts as larger; an answer with NaN is wrong.
 */
@Metric(id = "top-k", doc = "Pictures whose class is among the first k, in percent.")
public record TopK(
        @Param(doc = "How many classes count.", byDefault = "3", min = 1, max = 100000) int k)
        implements Score {

    @Override
    public Tally tally() {
        return new Share(
                (answers, outputs, reference, row) ->
                        outputs.rank(row, outputs.label("top-k", answers.examples().get(row))) < k);
    }
}
