package dev.halftone.onnx;

import dev.halftone.graph.Attributes;
import java.util.List;
import java.util.Map;

/** Writes a RotaryEmbedding as what its definition says (opset 23). */
final class Rotary {
    private static final List<Long> HEADS_BEHIND = List.of(0L, 2L, 1L, 3L);

    private final Draft draft;
    private final Parts parts;
    private final Attributes attributes;

    private Rotary(Draft draft) {
        this.draft = draft;
        parts = new Parts(draft);
        attributes = draft.attributes();
    }

    /** Whether other nodes were written in place of the draft. */
    static boolean replaces(Draft draft) {
        new Rotary(draft).write();
        return true;
    }

    private void write() {
        long heads = attributes.integer("num_heads", 0);
        boolean flat =
                draft.translation()
                        .shape(draft.input(0))
                        .map(shape -> shape.size() == 3)
                        .orElse(heads > 0);
        if (flat && heads <= 0) {
            throw BadModel.broken("node '%s' does not say 'num_heads'".formatted(draft.name()));
        }
        String x =
                flat
                        ? parts.op("Reshape", draft.input(0), parts.wholes(0, 0, heads, -1))
                        : parts.op("Transpose", Map.of("perm", HEADS_BEHIND), draft.input(0));
        String made = turned(x);
        made =
                flat
                        ? parts.op("Reshape", made, parts.wholes(0, 0, -1))
                        : parts.op("Transpose", Map.of("perm", HEADS_BEHIND), made);
        parts.give(made, draft.outputs().get(0));
    }

    /** Of batch, sequence, heads, features: the first features turned, the rest as it is. */
    private String turned(String x) {
        long turning = attributes.integer("rotary_embedding_dim", 0);
        if (turning == 0) {
            return rotated(x);
        }
        String all = parts.wholes(Long.MAX_VALUE);
        String first = sliced(x, parts.wholes(0), parts.wholes(turning), 1);
        String rest = sliced(x, parts.wholes(turning), all, 1);
        return parts.op("Concat", Map.of("axis", -1L), rotated(first), rest);
    }

    private String rotated(String x) {
        boolean interleaved = attributes.integer("interleaved", 0) == 1;
        String cos = angles(1);
        String sin = angles(2);
        String end = parts.wholes(Long.MAX_VALUE);
        String half = parts.op("Gather", parts.op("Shape", cos), parts.wholes(-1));
        String zero = parts.wholes(0);
        String a = interleaved ? sliced(x, zero, end, 2) : sliced(x, zero, half, 1);
        String b = interleaved ? sliced(x, parts.wholes(1), end, 2) : sliced(x, half, end, 1);
        String real = parts.op("Sub", parts.op("Mul", cos, a), parts.op("Mul", sin, b));
        String other = parts.op("Add", parts.op("Mul", sin, a), parts.op("Mul", cos, b));
        if (!interleaved) {
            return parts.op("Concat", Map.of("axis", -1L), real, other);
        }
        String last = parts.wholes(-1);
        String pairs =
                parts.op(
                        "Concat",
                        Map.of("axis", -1L),
                        parts.op("Unsqueeze", real, last),
                        parts.op("Unsqueeze", other, last));
        return parts.op("Reshape", pairs, parts.wholes(0, 0, 0, -1));
    }

    private String sliced(String x, String from, String to, long step) {
        return parts.op("Slice", x, from, to, parts.wholes(-1), parts.wholes(step));
    }

    /** Cosines or sines of every place, the same for all heads. */
    private String angles(int input) {
        String table = draft.input(input);
        String places = draft.input(3);
        String found = places.isEmpty() ? table : parts.op("Gather", table, places);
        return parts.op("Unsqueeze", found, parts.wholes(2));
    }
}
