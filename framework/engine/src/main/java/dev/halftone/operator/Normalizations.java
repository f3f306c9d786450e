package dev.halftone.operator;

import dev.halftone.torchscript.Literals;
import java.util.Map;

/** Softmax and normalizations. */
final class Normalizations {
    static final Map<String, Operator> OPERATORS =
            Map.of(
                    "Softmax",
                    e ->
                            e.give(
                                    "torch.softmax(%s, %d)",
                                    e.in(0), e.attributes().integer("axis", -1)),
                    "LayerNormalization",
                    Normalizations::layer,
                    "BatchNormalization",
                    Normalizations::batch);

    private Normalizations() {}

    /** Over the dimensions from {@code axis} on; scale and bias have their shape. */
    private static void layer(Emission e) {
        long axis = e.attributes().integer("axis", -1);
        String epsilon = Literals.of((double) (float) e.attributes().real("epsilon", 1e-5f));
        String shape =
                e.let("torch.slice(torch.size(%s), %d, 9223372036854775807, 1)", e.in(0), axis);
        if (e.node().outputs().size() == 1) {
            e.give(
                    "torch.layer_norm(%s, %s, %s, %s, %s)",
                    e.in(0), shape, e.in(1), e.optional(2), epsilon);
        } else {
            throw e.unsupported("has more than one output, which is not known here");
        }
    }

    /** With the statistics of training. */
    private static void batch(Emission e) {
        if (e.attributes().integer("training_mode", 0) == 1) {
            throw e.unsupported("is in training mode");
        }
        String epsilon = Literals.of((double) (float) e.attributes().real("epsilon", 1e-5f));
        e.give(
                "torch.batch_norm(%s, %s, %s, %s, %s, False, 0.1, %s, False)",
                e.in(0), e.in(1), e.in(2), e.in(3), e.in(4), epsilon);
    }
}
