package dev.halftone.score;

import dev.halftone.metric.Score;
import dev.halftone.plugin.Metric;
import dev.halftone.plugin.Param;
import dev.halftone.precision.Protocol;

/**
 * Average precision and recall of masks: the 13 numbers of lvis-api, by their names in its order,
 * as shares; −1 where nothing is to be found.
 *
 * <p>A mask's score is the prompt's, times the IoU that the model expects as PTQ4SAM has it; or the
 * prompt's alone as EfficientViT-SAM, or times the mean logit inside the mask.
 */
@Metric(id = "lvis-ap", doc = "Average precision and recall of masks, as LVIS counts them.")
public record LvisAp(
        @Param(
                        doc =
                                "Score of a mask: the prompt's, times expected iou, or times the logit.",
                        byDefault = "iou")
                Sureness score,
        @Param(doc = "Whether the best of several masks counts.", byDefault = "false") boolean best)
        implements Score {

    @Override
    public Tally tally() {
        return new Detecting("lvis-ap", Protocol.LVIS, score, best);
    }
}
