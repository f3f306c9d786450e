package dev.halftone.catalog;

import dev.halftone.yaml.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A list of values; one value alone is a list of one. */
record Many(ParameterType of) implements ParameterType {

    @Override
    public String words() {
        return "list of " + of.words();
    }

    @Override
    public String wanted() {
        return "a list";
    }

    @Override
    public Optional<Bound> read(Tree tree, Slot slot) {
        if (tree instanceof Tree.Scalar scalar && !scalar.is(Tree.Kind.NOTHING)) {
            return of.read(tree, slot)
                    .map(one -> new Bound(List.of(one.value()), List.of(one.plain())));
        }
        if (!(tree instanceof Tree.Items items)) {
            return slot.wrongType(tree, this, Optional.empty());
        }
        List<Object> values = new ArrayList<>();
        List<Object> plain = new ArrayList<>();
        for (int i = 0; i < items.items().size(); i++) {
            Optional<Bound> entry = of.read(items.items().get(i), slot.entry(i));
            entry.ifPresent(
                    bound -> {
                        values.add(bound.value());
                        plain.add(bound.plain());
                    });
        }
        boolean whole = values.size() == items.items().size();
        return Optional.of(new Bound(List.copyOf(values), List.copyOf(plain))).filter(b -> whole);
    }

    @Override
    public Map<String, Object> schema(SchemaParts parts) {
        Map<String, Object> one = of.schema(parts);
        return Map.of("anyOf", List.of(Map.of("type", "array", "items", one), one));
    }

    @Override
    public Optional<Bound> absent() {
        return Optional.of(new Bound(List.of(), Optional.empty()));
    }
}
