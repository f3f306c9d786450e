package dev.halftone.catalog;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Decides whether an annotated class can be used as a plugin, and says why if it cannot. */
final class Inspection {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    private Inspection() {}

    /** A plugin, or why there is none. */
    record Outcome(Optional<Plugin> plugin, Optional<Unusable> unusable) {}

    /**
     * @param id as far as it is known without loading the class
     * @param loading loads the class, without running anything of it
     */
    static Outcome of(Kind kind, String id, String pack, Supplier<Class<?>> loading) {
        try {
            return new Outcome(Optional.of(plugin(kind, loading.get(), pack)), Optional.empty());
        } catch (IllegalArgumentException e) {
            return unusable(new Unusable(kind, id, pack, e.getMessage()));
        } catch (TypeNotPresentException e) {
            return unusable(new Unusable(kind, id, pack, missing(e.typeName())));
        } catch (UnsupportedClassVersionError e) {
            String reason = "it needs a newer Java than " + Runtime.version().feature();
            return unusable(new Unusable(kind, id, pack, reason));
        } catch (NoClassDefFoundError e) {
            return unusable(new Unusable(kind, id, pack, missing(e.getMessage())));
        } catch (LinkageError | StackOverflowError e) {
            return unusable(new Unusable(kind, id, pack, "it cannot be loaded: " + said(e)));
        }
    }

    /** The id that an annotated class gives itself. */
    static String id(Kind kind, Class<?> type) {
        return text(type.getAnnotation(kind.annotation()), "id");
    }

    private static Outcome unusable(Unusable unusable) {
        return new Outcome(Optional.empty(), Optional.of(unusable));
    }

    private static String said(Throwable e) {
        return e.getMessage() == null ? "it holds itself" : e.getMessage();
    }

    private static String missing(String type) {
        return "it needs "
                + String.valueOf(type).replace('/', '.')
                + ", which neither its pack nor Halftone brings";
    }

    private static Plugin plugin(Kind kind, Class<?> type, String pack) {
        needsOnlyWhatIsThere(type);
        if (!type.isRecord()) {
            throw new IllegalArgumentException("it is not a record");
        }
        for (Class<?> outer = type; outer != null; outer = outer.getEnclosingClass()) {
            if (!Modifier.isPublic(outer.getModifiers())) {
                throw new IllegalArgumentException("it is not public");
            }
        }
        Annotation annotation = type.getAnnotation(kind.annotation());
        String id = text(annotation, "id");
        checkId(kind, id);
        checkInterface(kind, type);
        Class<? extends Record> record = type.asSubclass(Record.class);
        List<Parameter> parameters = Recipe.of(record).parameters();
        return new Plugin(kind, id, text(annotation, "doc"), record, pack, parameters);
    }

    /** Asking for the methods makes the JVM look for every class that they name. */
    private static void needsOnlyWhatIsThere(Class<?> type) {
        Objects.requireNonNull(type.getDeclaredMethods());
    }

    private static void checkId(Kind kind, String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "its id '" + id + "' is not lower-case words joined by '-'");
        }
        if (kind == Kind.QUANTIZER && Reference.BESIDE_STEPS.contains(id)) {
            throw new IllegalArgumentException("its id '" + id + "' has another meaning in a step");
        }
    }

    private static void checkInterface(Kind kind, Class<?> type) {
        List<Class<?>> wanted = kind.interfaces();
        if (wanted.stream().noneMatch(i -> i.isAssignableFrom(type))) {
            throw new IllegalArgumentException(
                    kind.withArticle()
                            + " implements "
                            + wanted.stream()
                                    .map(Class::getSimpleName)
                                    .collect(Collectors.joining(" or "))
                            + ", and it implements "
                            + implemented(type));
        }
    }

    private static String implemented(Class<?> type) {
        String names =
                Arrays.stream(type.getInterfaces())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", "));
        return names.isEmpty() ? "nothing" : names;
    }

    private static String text(Annotation annotation, String member) {
        try {
            return (String) annotation.annotationType().getMethod(member).invoke(annotation);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException("its annotation has no " + member, e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
