package dev.halftone.catalog;

import dev.halftone.yaml.Tree;
import java.util.Optional;

/**
 * The place that a value is read for.
 *
 * @param name as messages call it, without quotes
 * @param doc its one sentence, the advice when the value is wrong; may be empty
 * @param binder reads nested plugins and keeps the problems
 */
public record Slot(String name, String doc, Binder binder) {

    /** Tells that a value is of the wrong type. */
    <T> Optional<T> wrongType(Tree tree, ParameterType type, Optional<String> hint) {
        return wrong("wrong-type", tree, type, hint);
    }

    /** Tells that a value is of the right type and not allowed. */
    <T> Optional<T> wrongValue(Tree tree, ParameterType type, Optional<String> hint) {
        return wrong("wrong-value", tree, type, hint);
    }

    private <T> Optional<T> wrong(
            String code, Tree tree, ParameterType type, Optional<String> hint) {
        binder.findings()
                .add(
                        code,
                        tree.spot(),
                        "'" + name + "' takes " + type.wanted() + tree.instead(),
                        hint.or(this::advice));
        return Optional.empty();
    }

    private Optional<String> advice() {
        return Optional.of(doc).filter(text -> !text.isEmpty());
    }

    /** The same for one entry of a list. */
    Slot entry(int index) {
        return new Slot(name + "[" + index + "]", doc, binder);
    }
}
