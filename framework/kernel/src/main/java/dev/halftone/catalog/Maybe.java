package dev.halftone.catalog;

import dev.halftone.yaml.Tree;
import java.util.Map;
import java.util.Optional;

/** A value that may be left out. */
record Maybe(ParameterType of) implements ParameterType {

    @Override
    public String words() {
        return of.words();
    }

    @Override
    public String wanted() {
        return of.wanted();
    }

    @Override
    public Optional<Bound> read(Tree tree, Slot slot) {
        return of.read(tree, slot)
                .map(bound -> new Bound(Optional.of(bound.value()), bound.plain()));
    }

    @Override
    public Map<String, Object> schema(SchemaParts parts) {
        return of.schema(parts);
    }

    @Override
    public Optional<Bound> absent() {
        return Optional.of(new Bound(Optional.empty(), Optional.empty()));
    }
}
