package dev.halftone.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of values that are no tensors while a file is read: which are sequences, of what
 * they consist as far as the file decides it, and which optional values are not there. A value that
 * may or may not be there is never known: files that have one are refused.
 */
final class Containers {
    private final Map<String, List<String>> elements = new HashMap<>();
    private final Set<String> sequences = new HashSet<>();
    private final Set<String> absent = new HashSet<>();

    /** A sequence of these values. */
    void sequence(String value, List<String> of) {
        sequence(value);
        elements.put(value, List.copyOf(of));
    }

    /** A sequence that the run decides. */
    void sequence(String value) {
        sequences.add(value);
    }

    /** An optional value that is not there. */
    void absent(String value) {
        absent.add(value);
    }

    boolean isSequence(String value) {
        return sequences.contains(value);
    }

    boolean isAbsent(String value) {
        return value.isEmpty() || absent.contains(value);
    }

    /** Of what a sequence consists, if the file decides it. */
    Optional<List<String>> elements(String value) {
        return Optional.ofNullable(elements.get(value));
    }

    /** Another name for a value. */
    void same(String value, String other) {
        if (isSequence(value)) {
            sequence(other);
            elements(value).ifPresent(of -> sequence(other, of));
        }
    }
}
