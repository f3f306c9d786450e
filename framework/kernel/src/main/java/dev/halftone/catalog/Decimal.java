package dev.halftone.catalog;

import dev.halftone.yaml.Tree;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A number, never NaN. */
record Decimal(double min, double max) implements ParameterType {

    @Override
    public String words() {
        return "number" + Numbers.range(lowest(), highest());
    }

    @Override
    public String wanted() {
        return "a number" + Numbers.within(lowest(), highest());
    }

    @Override
    public Optional<Bound> read(Tree tree, Slot slot) {
        boolean number =
                tree instanceof Tree.Scalar scalar
                        && (scalar.is(Tree.Kind.WHOLE) || scalar.is(Tree.Kind.DECIMAL));
        if (!number) {
            return slot.wrongType(
                    tree, this, Whole.quoted(tree, Tree.Kind.WHOLE, Tree.Kind.DECIMAL));
        }
        double value = Numbers.decimal(((Tree.Scalar) tree).text());
        if (!Double.isFinite(value) || value < min || value > max) {
            return slot.wrongValue(tree, this, Optional.empty());
        }
        return Optional.of(Bound.same(value));
    }

    private Optional<String> lowest() {
        return Double.isInfinite(min) ? Optional.empty() : Optional.of(Numbers.words(min));
    }

    private Optional<String> highest() {
        return Double.isInfinite(max) ? Optional.empty() : Optional.of(Numbers.words(max));
    }

    @Override
    public Map<String, Object> schema(SchemaParts parts) {
        Map<String, Object> schema = new LinkedHashMap<>(parts.orVariable("number"));
        lowest().ifPresent(said -> schema.put("minimum", min));
        highest().ifPresent(said -> schema.put("maximum", max));
        return schema;
    }
}
