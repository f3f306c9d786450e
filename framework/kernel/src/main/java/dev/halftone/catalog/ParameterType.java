package dev.halftone.catalog;

import dev.halftone.yaml.Tree;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a parameter takes: how it is described, read from a file, written back and validated. */
public sealed interface ParameterType
        permits Whole,
                Decimal,
                Flag,
                Text,
                FilePath,
                Choice,
                Parsed,
                Maybe,
                Many,
                Nested,
                PluginOf {

    /** In words, for {@code describe}: {@code whole number 2..16}. */
    String words();

    /** In a sentence, after "takes": {@code a whole number from 2 to 16}. */
    String wanted();

    /** The value, or none after telling what is wrong with it. */
    Optional<Bound> read(Tree tree, Slot slot);

    /** The JSON Schema of the value. */
    Map<String, Object> schema(SchemaParts parts);

    /** What stands for a parameter that is not given and has no default. */
    default Optional<Bound> absent() {
        return Optional.empty();
    }

    /**
     * What a Java type takes.
     *
     * @throws IllegalArgumentException saying why a file cannot give it
     */
    static ParameterType of(Type type, double min, double max) {
        if (type instanceof ParameterizedType generic) {
            return ofGeneric(generic, min, max);
        }
        if (type instanceof Class<?> plain) {
            return ofClass(plain, min, max);
        }
        throw new IllegalArgumentException(
                "a file cannot give a value of type " + type.getTypeName());
    }

    private static ParameterType ofGeneric(ParameterizedType type, double min, double max) {
        Type argument = type.getActualTypeArguments()[0];
        if (type.getRawType() == Optional.class) {
            return new Maybe(of(argument, min, max));
        }
        if (type.getRawType() == List.class) {
            return new Many(of(argument, min, max));
        }
        throw new IllegalArgumentException(
                "a file cannot give a value of type " + type.getTypeName());
    }

    private static ParameterType ofClass(Class<?> type, double min, double max) {
        if (type == int.class || type == Integer.class) {
            return Whole.ofInt(min, max);
        }
        if (type == long.class || type == Long.class) {
            return Whole.ofLong(min, max);
        }
        if (type == double.class || type == Double.class) {
            return new Decimal(min, max);
        }
        if (type == boolean.class || type == Boolean.class) {
            return new Flag();
        }
        if (type == String.class) {
            return new Text();
        }
        return type == Path.class ? new FilePath() : ofOwn(type);
    }

    private static ParameterType ofOwn(Class<?> type) {
        if (type.isEnum()) {
            return new Choice(type);
        }
        Optional<Kind> kind = Kind.of(type);
        if (kind.isPresent()) {
            return new PluginOf(kind.get(), type);
        }
        Optional<Parsed> parsed = Parsed.of(type);
        if (parsed.isPresent()) {
            return parsed.get();
        }
        if (type.isRecord() && Recipe.hasParameters(type)) {
            return new Nested(Recipe.of(type.asSubclass(Record.class)));
        }
        throw new IllegalArgumentException(
                "a file cannot give a value of type " + type.getSimpleName());
    }
}
