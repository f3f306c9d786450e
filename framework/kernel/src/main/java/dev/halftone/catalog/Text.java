package dev.halftone.catalog;

import dev.halftone.yaml.Tree;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Any text; a number is taken as it is written. */
record Text() implements ParameterType {

    @Override
    public String words() {
        return "text";
    }

    @Override
    public String wanted() {
        return "a text";
    }

    @Override
    public Optional<Bound> read(Tree tree, Slot slot) {
        if (!(tree instanceof Tree.Scalar scalar) || scalar.is(Tree.Kind.NOTHING)) {
            return slot.wrongType(tree, this, Optional.empty());
        }
        if (scalar.is(Tree.Kind.FLAG)) {
            return slot.wrongType(tree, this, Optional.of("put it in quotes if it is a text"));
        }
        return Optional.of(Bound.same(scalar.text()));
    }

    @Override
    public Map<String, Object> schema(SchemaParts parts) {
        return Map.of("type", List.of("string", "number"));
    }
}
