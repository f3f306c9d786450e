package dev.halftone.yaml;

import dev.halftone.problem.Spot;
import java.util.List;
import java.util.Optional;

/** A value of a YAML file, and where it stands. */
public sealed interface Tree {

    Spot spot();

    /** As messages call it: {@code 'mse'}, {@code 4}, {@code a list}. */
    String words();

    /** After what was expected: {@code , not 4}. */
    default String instead() {
        boolean nothing = this instanceof Scalar scalar && scalar.is(Kind.NOTHING);
        return nothing ? ", and nothing is given" : ", not " + words();
    }

    /** What a scalar is, by the core schema of YAML 1.2. */
    enum Kind {
        TEXT,
        WHOLE,
        DECIMAL,
        FLAG,
        NOTHING
    }

    /**
     * @param text without its quotes
     * @param plain whether it stood without quotes
     */
    record Scalar(String text, Kind kind, boolean plain, Spot spot) implements Tree {

        public boolean is(Kind wanted) {
            return kind == wanted;
        }

        @Override
        public String words() {
            String shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
            return switch (kind) {
                case TEXT -> "'" + shown + "'";
                case WHOLE, DECIMAL, FLAG -> shown;
                case NOTHING -> "nothing";
            };
        }
    }

    /** A list. */
    record Items(List<Tree> items, Spot spot) implements Tree {

        @Override
        public String words() {
            return items.isEmpty() ? "an empty list" : "a list";
        }
    }

    /** A map, in file order, every key once. */
    record Fields(List<Field> fields, Spot spot) implements Tree {

        public Optional<Field> find(String key) {
            return fields.stream().filter(field -> field.name().equals(key)).findFirst();
        }

        public List<String> names() {
            return fields.stream().map(Field::name).toList();
        }

        @Override
        public String words() {
            return fields.isEmpty() ? "an empty map" : "a map";
        }
    }

    /** One entry of a map. */
    record Field(Scalar key, Tree value) {

        public String name() {
            return key.text();
        }
    }
}
