package dev.halftone.catalog;

import java.lang.reflect.Type;
import java.util.Optional;

/**
 * One parameter of a plugin.
 *
 * @param key as written in experiment files: kebab case
 * @param doc its one sentence
 * @param type Java type of the record component
 * @param byDefault the default as it would be written; none where it must be given or stays empty
 * @param required whether it must be given
 * @param min smallest value allowed, for numbers
 * @param max largest value allowed, for numbers
 */
public record Parameter(
        String key,
        String doc,
        Type type,
        Optional<String> byDefault,
        boolean required,
        double min,
        double max) {

    /** What it takes. */
    public ParameterType takes() {
        return ParameterType.of(type, min, max);
    }

    /** What it takes, in words: {@code whole number 2..16}. */
    public String words() {
        return takes().words();
    }
}
