package dev.halftone.onnx;

import dev.halftone.graph.Attributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A node while it is brought to the operator set that is used here. */
final class Draft {
    private final Translation translation;
    private final String name;
    private String op;
    private final List<String> inputs;
    private final List<String> outputs;
    private final Map<String, Object> attributes;

    Draft(
            Translation translation,
            String name,
            String op,
            List<String> inputs,
            List<String> outputs,
            Map<String, Object> attributes) {
        this.translation = translation;
        this.name = name;
        this.op = op;
        this.inputs = new ArrayList<>(inputs);
        this.outputs = new ArrayList<>(outputs);
        this.attributes = new TreeMap<>(attributes);
    }

    String name() {
        return name;
    }

    String op() {
        return op;
    }

    List<String> inputs() {
        return inputs;
    }

    List<String> outputs() {
        return outputs;
    }

    Attributes attributes() {
        return new Attributes(attributes);
    }

    /** Version of the operator set the node was written for. */
    int version() {
        return translation.version();
    }

    Translation translation() {
        return translation;
    }

    String input(int index) {
        return index < inputs.size() ? inputs.get(index) : "";
    }

    void rename(String other) {
        op = other;
    }

    void set(String attribute, Object value) {
        attributes.put(attribute, value);
    }

    Object remove(String attribute) {
        return attributes.remove(attribute);
    }

    void setInput(int index, String value) {
        while (inputs.size() <= index) {
            inputs.add("");
        }
        inputs.set(index, value);
    }

    /** Makes an attribute the input that it became in a later version. */
    void move(String attribute, int index) {
        Object value = attributes.remove(attribute);
        if (value instanceof String || value instanceof List<?> list && !isNumbers(list)) {
            throw BadModel.broken(
                    "attribute '%s' of node '%s' holds text".formatted(attribute, name));
        }
        if (value != null && input(index).isEmpty()) {
            setInput(index, translation.constant(name + "/" + attribute, value));
        }
    }

    private static boolean isNumbers(List<?> list) {
        return list.stream().allMatch(Number.class::isInstance);
    }
}
