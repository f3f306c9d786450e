package dev.halftone.onnx;

import java.util.Optional;

/** Operators that do something else in training: here a network never trains by itself. */
final class Training {
    private Training() {}

    /** Before version 14 the other outputs were those of training. */
    static boolean batchNormalization(Draft draft) {
        if (draft.version() < 14) {
            draft.outputs().subList(1, draft.outputs().size()).clear();
        }
        return false;
    }

    /** Before version 12 the caller said whether it trains; here nothing does. */
    static boolean dropout(Draft draft) {
        draft.remove("ratio");
        draft.remove("is_test");
        Optional<Double> rate = one(draft, 1);
        Optional<Double> trains = one(draft, 2);
        boolean never = trains.filter(on -> on == 0).isPresent();
        boolean keepsAll = rate.filter(r -> r == 0).isPresent();
        if (draft.version() < 12 || never || keepsAll) {
            draft.inputs()
                    .subList(Math.min(1, draft.inputs().size()), draft.inputs().size())
                    .clear();
        } else if (trains.isPresent()) {
            throw BadModel.unsupported(
                    "node '%s' (Dropout) is in training mode, which draws at random"
                            .formatted(draft.name()));
        }
        return false;
    }

    private static Optional<Double> one(Draft draft, int input) {
        return draft.translation()
                .known(draft.input(input))
                .filter(tensor -> tensor.shape().size() == 1)
                .map(tensor -> tensor.reals().get(0));
    }
}
