package dev.halftone.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which keys a query of an Attention may look at: what is added to its scores, 0 or −∞ and what a
 * mask of numbers says. A query that may look at nothing gives zeros.
 */
final class AttentionMask {
    private final Parts parts;
    private final String bias;
    private final String empty;

    private AttentionMask(Parts parts, String bias) {
        this.parts = parts;
        this.bias = bias;
        Map<String, Object> row = Map.of("keepdims", 1L);
        String most = parts.op("ReduceMax", row, bias, parts.wholes(-1));
        empty = parts.op("Equal", most, parts.number(Double.NEGATIVE_INFINITY));
    }

    /** Of a node; none where every query looks at every key. */
    static Optional<AttentionMask> of(Draft draft, Parts parts, String query, String key) {
        Writing writing = new Writing(draft, parts, query, key);
        List<String> biases = writing.biases();
        return biases.stream()
                .reduce((a, b) -> parts.op("Add", a, b))
                .map(sum -> new AttentionMask(parts, sum));
    }

    /** Scores with what is not to be looked at at −∞. */
    String added(String scores) {
        return parts.op("Add", scores, bias);
    }

    /** The same value, zero in the rows of queries that look at nothing. */
    String withoutEmpty(String value) {
        return parts.op("Where", empty, parts.number(0), value);
    }

    private record Writing(Draft draft, Parts parts, String query, String key) {

        private List<String> biases() {
            List<String> allowed = new ArrayList<>();
            List<String> biases = new ArrayList<>();
            String given = draft.input(3);
            if (!given.isEmpty()) {
                (isTruth(given) ? allowed : biases).add(given);
            }
            List<String> added = new ArrayList<>();
            allowed.forEach(truth -> added.add(toBias(padded(truth, true))));
            biases.forEach(bias -> added.add(padded(bias, false)));
            windows().forEach(truth -> added.add(toBias(truth)));
            if (hasLengths()) {
                added.add(toBias(parts.op("Less", keys(), lengths())));
            }
            return added;
        }

        private boolean isTruth(String mask) {
            ElementType type =
                    draft.translation()
                            .type(mask)
                            .orElseThrow(
                                    () ->
                                            BadModel.unsupported(
                                                    "node '%s' reads a mask '%s', and the file does not say whether it is of truths or of numbers"
                                                            .formatted(draft.name(), mask)));
            return type == ElementType.BOOL;
        }

        private String toBias(String truth) {
            String no = parts.number(Double.NEGATIVE_INFINITY);
            return parts.op("Where", truth, parts.number(0), no);
        }

        /** A mask may end where the keys that count do. */
        private String padded(String mask, boolean truth) {
            if (!hasLengths()) {
                return mask;
            }
            String shape = parts.op("Shape", mask);
            String last = parts.op("Gather", shape, parts.wholes(-1));
            String missing = parts.op("Sub", parts.size(key, 2), last);
            String bias = truth ? toBias(mask) : mask;
            String before = parts.op("Mul", shape, parts.wholes(0));
            String after =
                    parts.op(
                            "Concat",
                            Map.of("axis", 0L),
                            parts.op("Slice", before, parts.wholes(1), parts.wholes(100)),
                            missing);
            String pads = parts.op("Concat", Map.of("axis", 0L), before, after);
            String no = parts.number(Double.NEGATIVE_INFINITY);
            String whole = parts.op("Pad", bias, pads, no);
            return truth ? parts.op("Equal", whole, parts.number(0)) : whole;
        }

        /** Truths of the ends that a query's place sets: its own place, and a window around it. */
        private List<String> windows() {
            List<String> truths = new ArrayList<>();
            long left = draft.attributes().integer("left_window_size", -1);
            long right = draft.attributes().integer("right_window_size", -1);
            if (draft.attributes().integer("is_causal", 0) == 1) {
                truths.add(parts.op("LessOrEqual", keys(), places()));
            }
            if (left >= 0) {
                String first = parts.op("Sub", places(), parts.wholes(left));
                truths.add(parts.op("GreaterOrEqual", keys(), first));
            }
            if (right >= 0) {
                String last = parts.op("Add", places(), parts.wholes(right));
                truths.add(parts.op("LessOrEqual", keys(), last));
            }
            return truths;
        }

        /** The places of the keys, in a row. */
        private String keys() {
            return counted(parts.size(key, 2));
        }

        /** The places of the queries among the keys, in a column. */
        private String places() {
            String own = parts.op("Unsqueeze", counted(parts.size(query, 2)), parts.wholes(1));
            if (!draft.input(4).isEmpty()) {
                return parts.op("Add", own, parts.size(draft.input(4), 2));
            }
            if (hasLengths()) {
                String first = parts.op("Sub", lengths(), parts.size(query, 2));
                return parts.op("Add", own, first);
            }
            return own;
        }

        private boolean hasLengths() {
            return !draft.input(6).isEmpty();
        }

        /** How many keys count, by batch: to be compared with scores. */
        private String lengths() {
            return parts.op("Reshape", draft.input(6), parts.wholes(-1, 1, 1, 1));
        }

        private String counted(String size) {
            Translation t = draft.translation();
            String end = parts.op("Squeeze", size, parts.wholes(0));
            String from = t.constant(draft.name() + "/from", 0L);
            String step = t.constant(draft.name() + "/step", 1L);
            return parts.op("Range", from, end, step);
        }
    }
}
