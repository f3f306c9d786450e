package dev.halftone.catalog;

import dev.halftone.tell.Hint;
import dev.halftone.yaml.Tree;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A type that reads itself: it has a {@code public static parse(String)} whose {@code
 * IllegalArgumentException} says what is expected, and a {@code toString()} that parses back. With
 * {@code parse(String, Path)} it is also given the folder of the experiment file.
 */
record Parsed(Class<?> type, Method parse) implements ParameterType {

    static Optional<Parsed> of(Class<?> type) {
        return method(type, String.class, Path.class)
                .or(() -> method(type, String.class))
                .map(method -> new Parsed(type, method));
    }

    private static Optional<Method> method(Class<?> type, Class<?>... arguments) {
        try {
            Method method = type.getMethod("parse", arguments);
            boolean fits =
                    Modifier.isStatic(method.getModifiers())
                            && type.isAssignableFrom(method.getReturnType());
            return Optional.of(method).filter(m -> fits);
        } catch (NoSuchMethodException e) {
            return Optional.empty();
        }
    }

    /** What the type itself says when it is given nothing. */
    @Override
    public String wanted() {
        try {
            call("", Path.of(""));
            return "a text";
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Override
    public String words() {
        String wanted = wanted();
        return wanted.equals("a text")
                ? "text"
                : wanted.replaceAll(" with .*", "").replaceAll(", | or ", " | ");
    }

    @Override
    public Optional<Bound> read(Tree tree, Slot slot) {
        if (!(tree instanceof Tree.Scalar scalar) || scalar.is(Tree.Kind.NOTHING)) {
            return slot.wrongType(tree, this, Optional.empty());
        }
        try {
            Object value = call(scalar.text(), slot.binder().folder(tree.spot()));
            return Optional.of(new Bound(value, value.toString()));
        } catch (IllegalArgumentException e) {
            return slot.wrongValue(tree, this, hint(scalar.text(), String.valueOf(e.getMessage())));
        }
    }

    private Optional<String> hint(String text, String expected) {
        List<String> words = new ArrayList<>();
        for (String word : expected.split("[^\\w-]+")) {
            // What stands for something else, like group-N, is nothing to write.
            if (word.length() > 3 && word.equals(word.toLowerCase(Locale.ROOT))) {
                words.add(word);
            }
        }
        return Hint.didYouMean(text, words)
                .or(() -> Optional.of(expected).filter(said -> !said.equals(wanted())));
    }

    private Object call(String text, Path folder) {
        try {
            return parse.getParameterCount() == 1
                    ? parse.invoke(null, text)
                    : parse.invoke(null, text, folder);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(e.getCause().getMessage(), e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException("a text that a public type reads", e);
        }
    }

    @Override
    public Map<String, Object> schema(SchemaParts parts) {
        return Map.of("type", List.of("string", "number"));
    }
}
