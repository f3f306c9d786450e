package dev.halftone.catalog;

import dev.halftone.plugin.Inline;
import dev.halftone.plugin.Param;
import dev.halftone.plugin.Seed;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How a record is made: from what a file gives, from inlined records, and from what is injected.
 *
 * @param constructor the canonical one
 * @param ingredients one per component, in order
 */
record Recipe(Constructor<? extends Record> constructor, List<Ingredient> ingredients) {
    /** What a plugin can ask for without writing a parameter: short on purpose, and closed. */
    static final Set<Class<?>> INJECTABLE = Set.of(Seed.class);

    /** Where the value of a component comes from. */
    sealed interface Ingredient {}

    /** The file. */
    record Written(Parameter parameter, ParameterType type) implements Ingredient {}

    /** A record whose parameters stand among the others. */
    record Spread(Recipe recipe) implements Ingredient {}

    /** The kernel. */
    record Injected(Class<?> type) implements Ingredient {}

    /**
     * Reads a record's components.
     *
     * @throws IllegalArgumentException saying what is wrong with them
     */
    static Recipe of(Class<? extends Record> type) {
        RecordComponent[] components = type.getRecordComponents();
        List<Ingredient> ingredients = Arrays.stream(components).map(Recipe::ingredient).toList();
        Recipe recipe = new Recipe(canonical(type, components), ingredients);
        List<String> keys = recipe.keys();
        keys.stream()
                .filter(key -> keys.indexOf(key) != keys.lastIndexOf(key))
                .findFirst()
                .ifPresent(
                        key -> {
                            throw new IllegalArgumentException(
                                    "two of its parameters are called '" + key + "'");
                        });
        return recipe;
    }

    private static Constructor<? extends Record> canonical(
            Class<? extends Record> type, RecordComponent[] components) {
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return type.getConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException("its constructor is not public", e);
        }
    }

    static boolean hasParameters(Class<?> record) {
        return Arrays.stream(record.getRecordComponents())
                .anyMatch(c -> c.isAnnotationPresent(Param.class));
    }

    private static Ingredient ingredient(RecordComponent component) {
        Param param = component.getAnnotation(Param.class);
        if (param != null) {
            return written(component, param);
        }
        Class<?> type = component.getType();
        if (component.isAnnotationPresent(Inline.class)) {
            if (!type.isRecord()) {
                throw new IllegalArgumentException(
                        "'" + key(component) + "' is inlined and is not a record");
            }
            return new Spread(of(type.asSubclass(Record.class)));
        }
        if (INJECTABLE.contains(type)) {
            return new Injected(type);
        }
        throw new IllegalArgumentException(
                "'"
                        + key(component)
                        + "' is neither a @Param nor something a plugin is given ("
                        + String.join(", ", INJECTABLE.stream().map(Class::getSimpleName).toList())
                        + ")");
    }

    private static Written written(RecordComponent component, Param param) {
        String key = key(component);
        try {
            ParameterType type =
                    ParameterType.of(component.getGenericType(), param.min(), param.max());
            boolean required =
                    param.byDefault().isEmpty() && (param.required() || type.absent().isEmpty());
            Parameter parameter =
                    new Parameter(
                            key,
                            param.doc(),
                            component.getGenericType(),
                            Optional.of(param.byDefault()).filter(d -> !d.isEmpty()),
                            required,
                            param.min(),
                            param.max());
            return new Written(parameter, type);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + key + "': " + e.getMessage(), e);
        }
    }

    /** {@code imageSize} is written {@code image-size}. */
    private static String key(RecordComponent component) {
        return component
                .getName()
                .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                .replace('_', '-')
                .toLowerCase(Locale.ROOT);
    }

    /** All parameters, inlined ones spread. */
    List<Parameter> parameters() {
        return written().map(Written::parameter).toList();
    }

    /** All parameters with their types. */
    Stream<Written> written() {
        List<Written> all = new ArrayList<>();
        for (Ingredient ingredient : ingredients) {
            if (ingredient instanceof Written written) {
                all.add(written);
            } else if (ingredient instanceof Spread spread) {
                spread.recipe.written().forEach(all::add);
            }
        }
        return all.stream();
    }

    List<String> keys() {
        return parameters().stream().map(Parameter::key).toList();
    }
}
