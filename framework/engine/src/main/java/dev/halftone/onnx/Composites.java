package dev.halftone.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Operators that are a few others in one: written as those, so that they have their sites. */
final class Composites {
    private Composites() {}

    /** An activation of one input times the other. */
    static boolean swiGlu(Draft draft) {
        Parts parts = new Parts(draft);
        Map<String, Object> alpha = Map.of("alpha", draft.attributes().real("alpha", 1));
        String gate = parts.op("Swish", alpha, draft.input(0));
        parts.give(parts.op("Mul", gate, draft.input(1)), draft.outputs().get(0));
        return true;
    }

    /**
     * A convolution over what came before and what is new, channel by channel; the last of both is
     * kept for the next call.
     */
    static boolean causalConvolution(Draft draft) {
        Parts parts = new Parts(draft);
        Translation t = draft.translation();
        Optional<List<Long>> shape = t.shape(draft.input(1)).filter(d -> d.size() == 3);
        long channels = shape.map(d -> d.get(0)).orElse(-1L);
        long kernel = shape.map(d -> d.get(2)).orElse(-1L);
        if (channels < 1 || kernel < 1) {
            throw BadModel.unsupported(
                    "node '%s' (%s) has weights of unknown shape"
                            .formatted(draft.name(), draft.op()));
        }
        String x = draft.input(0);
        String all =
                draft.input(3).isEmpty()
                        ? parts.op("Pad", x, parts.wholes(0, 0, kernel - 1, 0, 0, 0))
                        : parts.op("Concat", Map.of("axis", 2L), draft.input(3), x);
        List<String> read = new ArrayList<>(List.of(all, draft.input(1)));
        if (!draft.input(2).isEmpty()) {
            read.add(draft.input(2));
        }
        String made = parts.op("Conv", Map.of("group", channels), read.toArray(String[]::new));
        switch (draft.attributes().text("activation", "none")) {
            case "none" -> parts.give(made, draft.outputs().get(0));
            case "silu", "swish" -> parts.give(parts.op("Swish", made), draft.outputs().get(0));
            default ->
                    throw BadModel.unsupported(
                            "node '%s' (%s) has an unknown activation"
                                    .formatted(draft.name(), draft.op()));
        }
        if (draft.outputs().size() > 1 && !draft.outputs().get(1).isEmpty()) {
            String from = kernel > 1 ? parts.wholes(1 - kernel) : parts.wholes(Long.MAX_VALUE);
            String end = parts.wholes(Long.MAX_VALUE);
            parts.give(parts.op("Slice", all, from, end, parts.wholes(2)), draft.outputs().get(1));
        }
        return true;
    }

    /** Between whole types it is a Cast, which keeps the low bits. */
    static boolean bitCast(Draft draft) {
        Optional<ElementType> from = draft.translation().type(draft.input(0));
        Optional<ElementType> to = ElementType.of((int) draft.attributes().integer("to", 0));
        if (from.isPresent() && to.isPresent() && isWhole(from.get()) && isWhole(to.get())) {
            draft.rename("Cast");
        } else {
            from.ifPresent(type -> draft.set("from", (long) type.number()));
        }
        return false;
    }

    private static boolean isWhole(ElementType type) {
        return type.carrier().isInteger() || type == ElementType.BOOL;
    }
}
