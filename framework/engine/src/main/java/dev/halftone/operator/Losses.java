package dev.halftone.operator;

import java.util.List;
import java.util.Map;

/** How badly classes were guessed: numbers of (batch, class, …) against labels of (batch, …). */
final class Losses {
    static final Map<String, Operator> OPERATORS =
            Map.of(
                    "NegativeLogLikelihoodLoss",
                    e -> loss(e, e.in(0)),
                    "SoftmaxCrossEntropyLoss",
                    Losses::crossEntropy);

    /** Numbered as the library numbers them. */
    private static final List<String> REDUCTIONS = List.of("none", "mean", "sum");

    /** What the library takes for no label at all. */
    private static final long NO_LABEL = -100;

    private Losses() {}

    private static void loss(Emission e, String logarithms) {
        int reduction = REDUCTIONS.indexOf(e.attributes().text("reduction", "mean"));
        if (reduction < 0) {
            throw e.unsupported("has an unknown reduction");
        }
        e.give(
                "torch.nll_loss_nd(%s, torch.to(%s, 4), %s, %d, %d)",
                logarithms,
                e.in(1),
                e.optional(2),
                reduction,
                e.attributes().integer("ignore_index", NO_LABEL));
    }

    /** The second output is what the loss is computed from. */
    private static void crossEntropy(Emission e) {
        String logarithms = e.let("torch.log_softmax(%s, 1)", e.in(0));
        loss(e, logarithms);
        if (e.node().outputs().size() > 1) {
            e.line("%s = %s", e.out(1), logarithms);
        }
    }
}
