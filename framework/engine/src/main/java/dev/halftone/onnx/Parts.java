package dev.halftone.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Writes the nodes that stand for one, in few words. */
record Parts(Draft draft) {

    /** One node; what it makes. */
    String op(String op, String... inputs) {
        return op(op, Map.of(), inputs);
    }

    /** One node with attributes; what it makes. */
    String op(String op, Map<String, Object> attributes, String... inputs) {
        return draft.translation().made(draft, op, List.of(inputs), attributes);
    }

    /** A value under the name that others read it by. */
    void give(String value, String name) {
        draft.translation().add(draft, "Identity", List.of(value), List.of(name), Map.of());
    }

    /** One real number. */
    String number(double value) {
        return draft.translation().constant(draft.name() + "/number", value);
    }

    /** A list of whole numbers. */
    String wholes(long... values) {
        List<Long> list = Arrays.stream(values).boxed().toList();
        return draft.translation().constant(draft.name() + "/numbers", list);
    }

    /** One dimension of a value, as a list of one number. */
    String size(String value, int dimension) {
        return op("Gather", op("Shape", value), wholes(dimension));
    }
}
