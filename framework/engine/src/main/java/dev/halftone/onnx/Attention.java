package dev.halftone.onnx;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes an Attention as what its definition says (opset 23 to 25): products of matrices around a
 * softmax, so that it has the sites of one. The scores are scaled after their product instead of
 * both factors before it, which is the same but for rounding. Precision of the softmax is that of
 * the engine.
 */
final class Attention {
    private static final List<Long> HEADS_FIRST = List.of(0L, 2L, 1L, 3L);

    private final Draft draft;
    private final Parts parts;
    private final boolean flat;

    private Attention(Draft draft) {
        this.draft = draft;
        parts = new Parts(draft);
        flat = rank().orElse(draft.attributes().has("q_num_heads") ? 3 : 4) == 3;
    }

    /** How many dimensions the operands have, if the file says it: 3 or 4. */
    private Optional<Integer> rank() {
        List<Integer> ranks =
                draft.inputs().subList(0, 3).stream()
                        .flatMap(value -> draft.translation().shape(value).stream())
                        .map(List::size)
                        .distinct()
                        .toList();
        if (ranks.size() > 1 || !List.of(3, 4).containsAll(ranks)) {
            throw BadModel.broken(
                    "node '%s' reads operands of %s dimensions".formatted(draft.name(), ranks));
        }
        return ranks.stream().findFirst();
    }

    /** Whether other nodes were written in place of the draft. */
    static boolean replaces(Draft draft) {
        if (draft.inputs().size() < 3) {
            throw BadModel.broken(
                    "node '%s' needs a query, a key and a value".formatted(draft.name()));
        }
        new Attention(draft).write();
        return true;
    }

    private void write() {
        String query = heads(0, "q_num_heads");
        String key = cached(1, heads(1, "kv_num_heads"), draft.input(4));
        String value = cached(2, heads(2, "kv_num_heads"), draft.input(5));
        if (isGrouped()) {
            String repeats = repeats(query, key);
            key = repeated(key, query, repeats);
            value = repeated(value, query, repeats);
        }
        String turned = parts.op("Transpose", Map.of("perm", List.of(0L, 1L, 3L, 2L)), key);
        String product = parts.op("MatMul", query, turned);
        String scores = parts.op("Mul", product, scale(query));
        inspected(0, scores);
        double cap = draft.attributes().real("softcap", 0);
        if (cap > 0) {
            String limit = parts.number(cap);
            scores = parts.op("Mul", parts.op("Tanh", parts.op("Div", scores, limit)), limit);
        }
        inspected(1, scores);
        Optional<AttentionMask> mask = AttentionMask.of(draft, parts, query, key);
        if (mask.isPresent()) {
            scores = mask.get().added(scores);
        }
        inspected(2, scores);
        if (mask.isPresent()) {
            scores = mask.get().withoutEmpty(scores);
        }
        String softmax = parts.op("Softmax", Map.of("axis", -1L), scores);
        String context = parts.op("MatMul", softmax, value);
        if (mask.isPresent()) {
            context = mask.get().withoutEmpty(context);
        }
        if (asks(3)) {
            inspected(3, mask.isPresent() ? mask.get().withoutEmpty(softmax) : softmax);
        }
        give(0, flat ? joined(context) : context);
    }

    /** One tensor as batch, heads, sequence, features of a head. */
    private String heads(int input, String attribute) {
        String value = draft.input(input);
        if (!flat) {
            return value;
        }
        long count = draft.attributes().integer(attribute, 0);
        if (count <= 0) {
            throw BadModel.broken("node '%s' does not say '%s'".formatted(draft.name(), attribute));
        }
        String split = parts.op("Reshape", value, parts.wholes(0, 0, count, -1));
        return parts.op("Transpose", Map.of("perm", HEADS_FIRST), split);
    }

    private String joined(String context) {
        String turned = parts.op("Transpose", Map.of("perm", HEADS_FIRST), context);
        return parts.op("Reshape", turned, parts.wholes(0, 0, -1));
    }

    /** What was kept of earlier calls, and what is new. */
    private String cached(int output, String value, String past) {
        String all = past.isEmpty() ? value : parts.op("Concat", Map.of("axis", 2L), past, value);
        give(output, all);
        return all;
    }

    /** Whether several queries share a key, as far as the file says it. */
    private boolean isGrouped() {
        if (flat) {
            return draft.attributes().integer("q_num_heads", 0)
                    != draft.attributes().integer("kv_num_heads", 0);
        }
        Translation t = draft.translation();
        Optional<Long> queries = t.shape(draft.input(0)).map(shape -> shape.get(1));
        Optional<Long> keys = t.shape(draft.input(1)).map(shape -> shape.get(1));
        return queries.isEmpty() || queries.get() < 0 || !queries.equals(keys);
    }

    private String repeats(String query, String key) {
        return parts.op("Div", parts.size(query, 1), parts.size(key, 1));
    }

    /** Every head as often as there are queries for it, one behind the other. */
    private String repeated(String value, String query, String repeats) {
        String one = parts.wholes(1);
        String shape = parts.op("Concat", Map.of("axis", 0L), one, one, repeats, one, one);
        String spread = parts.op("Expand", parts.op("Unsqueeze", value, parts.wholes(2)), shape);
        String all =
                parts.op(
                        "Concat",
                        Map.of("axis", 0L),
                        parts.wholes(0),
                        parts.size(query, 1),
                        parts.size(value, 2),
                        parts.size(value, 3));
        return parts.op("Reshape", spread, all);
    }

    private String scale(String query) {
        if (draft.attributes().has("scale")) {
            return parts.number(draft.attributes().real("scale", 1));
        }
        String features = parts.op("Cast", Map.of("to", 1L), parts.size(query, 3));
        return parts.op("Reciprocal", parts.op("Sqrt", features));
    }

    private boolean asks(int mode) {
        return draft.outputs().size() > 3
                && !draft.outputs().get(3).isEmpty()
                && draft.attributes().integer("qk_matmul_output_mode", 0) == mode;
    }

    private void inspected(int mode, String scores) {
        if (asks(mode)) {
            give(3, scores);
        }
    }

    private void give(int output, String value) {
        List<String> outputs = draft.outputs();
        if (output < outputs.size() && !outputs.get(output).isEmpty()) {
            parts.give(value, outputs.get(output));
        }
    }
}
