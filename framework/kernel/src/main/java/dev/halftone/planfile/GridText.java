package dev.halftone.planfile;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.halftone.grid.Grid;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Grids as plain values, by their record components. Built-in grids are named {@code affine},
 * {@code log-grid}; those of packs by their class.
 */
final class GridText {

    private static final String BUILT_IN = "dev.halftone.grid.";

    private final Function<String, Optional<Class<?>>> types;

    /**
     * @param types finds a pack's class by name
     */
    GridText(Function<String, Optional<Class<?>>> types) {
        this.types = types;
    }

    static String name(Grid grid) {
        Class<?> type = grid.getClass();
        return type.getName().equals(BUILT_IN + type.getSimpleName())
                ? Words.kebab(type.getSimpleName())
                : type.getName();
    }

    /** The components by name: numbers, strings and lists of these. */
    static Map<String, Object> components(Grid grid) {
        if (!grid.getClass().isRecord()) {
            throw unwritable(grid.getClass(), "it is no record");
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (RecordComponent component : grid.getClass().getRecordComponents()) {
            values.put(Words.kebab(component.getName()), plain(grid, read(grid, component)));
        }
        return values;
    }

    private static Object read(Grid grid, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(grid);
        } catch (ReflectiveOperationException e) {
            throw unwritable(grid.getClass(), "'" + component.getName() + "' cannot be read");
        }
    }

    private static Object plain(Grid grid, Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(item -> plain(grid, item)).toList();
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof Number || value instanceof Boolean || value instanceof String) {
            return value;
        }
        throw unwritable(grid.getClass(), "it holds a " + value.getClass().getSimpleName());
    }

    private static ProblemException unwritable(Class<?> type, String why) {
        return new ProblemException(
                Problem.of(
                                "unwritable-grid",
                                "the grid " + type.getName() + " cannot be written down: " + why)
                        .hint(
                                "make it a public record of numbers, strings, enums and lists of"
                                        + " these"));
    }

    /** The grid that was written. */
    Grid read(String name, JsonObject components) {
        Class<?> type = type(name);
        RecordComponent[] parts = type.getRecordComponents();
        Object[] values = new Object[parts.length];
        for (int i = 0; i < parts.length; i++) {
            JsonElement element = components.get(Words.kebab(parts[i].getName()));
            if (element == null) {
                throw unreadable(name, "'" + Words.kebab(parts[i].getName()) + "' is missing");
            }
            values[i] = value(parts[i].getGenericType(), element);
        }
        return make(name, type, parts, values);
    }

    private Class<?> type(String name) {
        Optional<Class<?>> type =
                name.contains(".") ? types.apply(name) : builtIn(BUILT_IN + Words.pascal(name));
        return type.filter(found -> found.isRecord() && Grid.class.isAssignableFrom(found))
                .orElseThrow(() -> unreadable(name, "no pack has it"));
    }

    private static Optional<Class<?>> builtIn(String name) {
        try {
            return Optional.of(Class.forName(name));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    private static Grid make(String name, Class<?> type, RecordComponent[] parts, Object[] values) {
        Class<?>[] signature =
                Arrays.stream(parts).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            var constructor = type.getDeclaredConstructor(signature);
            constructor.setAccessible(true);
            return (Grid) constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw unreadable(name, "its values are refused");
        }
    }

    private static ProblemException unreadable(String name, String why) {
        return new ProblemException(
                Problem.of("unreadable-grid", "the grid '" + name + "' cannot be read: " + why));
    }

    private static Object value(Type type, JsonElement element) {
        if (type instanceof ParameterizedType list) {
            JsonArray array = element.getAsJsonArray();
            List<Object> items = new ArrayList<>();
            array.forEach(item -> items.add(value(list.getActualTypeArguments()[0], item)));
            return List.copyOf(items);
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isEnum()) {
            return Arrays.stream(plain.getEnumConstants())
                    .filter(constant -> ((Enum<?>) constant).name().equals(element.getAsString()))
                    .findFirst()
                    .orElseThrow(() -> unreadable(plain.getSimpleName(), element.toString()));
        }
        return plain == String.class ? element.getAsString() : primitive(plain, element);
    }

    private static Object primitive(Class<?> type, JsonElement element) {
        if (type == boolean.class || type == Boolean.class) {
            return element.getAsBoolean();
        }
        if (type == int.class || type == Integer.class) {
            return element.getAsInt();
        }
        if (type == long.class || type == Long.class) {
            return element.getAsLong();
        }
        if (type == float.class || type == Float.class) {
            return element.getAsFloat();
        }
        return element.getAsDouble();
    }
}
