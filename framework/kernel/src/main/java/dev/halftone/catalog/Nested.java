package dev.halftone.catalog;

import dev.halftone.yaml.Tree;
import java.util.Map;
import java.util.Optional;

/** A record of parameters, written as a map. */
record Nested(Recipe recipe) implements ParameterType {

    @Override
    public String words() {
        return "{ " + String.join(", ", recipe.keys()) + " }";
    }

    @Override
    public String wanted() {
        return "a map of " + String.join(", ", recipe.keys());
    }

    @Override
    public Optional<Bound> read(Tree tree, Slot slot) {
        if (!(tree instanceof Tree.Fields fields)) {
            return slot.wrongType(tree, this, Optional.empty());
        }
        return slot.binder().make(recipe, fields, fields.spot(), "'" + slot.name() + "'");
    }

    @Override
    public Map<String, Object> schema(SchemaParts parts) {
        return parts.parameters(recipe.parameters(), true);
    }
}
