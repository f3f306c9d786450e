package dev.halftone.catalog;

import dev.halftone.yaml.Scalars;
import dev.halftone.yaml.Tree;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A whole number: int or long. */
record Whole(boolean isInt, long min, long max, Optional<String> lowest, Optional<String> highest)
        implements ParameterType {

    static Whole ofInt(double min, double max) {
        return of(
                true, Math.max(min, Integer.MIN_VALUE), Math.min(max, Integer.MAX_VALUE), min, max);
    }

    static Whole ofLong(double min, double max) {
        return of(false, min, max, min, max);
    }

    private static Whole of(boolean isInt, double min, double max, double saidMin, double saidMax) {
        return new Whole(
                isInt, (long) Math.ceil(min), (long) Math.floor(max), said(saidMin), said(saidMax));
    }

    private static Optional<String> said(double bound) {
        return Double.isInfinite(bound) ? Optional.empty() : Optional.of(Numbers.words(bound));
    }

    @Override
    public String words() {
        return "whole number" + Numbers.range(lowest, highest);
    }

    @Override
    public String wanted() {
        return "a whole number" + Numbers.within(lowest, highest);
    }

    @Override
    public Optional<Bound> read(Tree tree, Slot slot) {
        if (!(tree instanceof Tree.Scalar scalar) || !scalar.is(Tree.Kind.WHOLE)) {
            return slot.wrongType(tree, this, quoted(tree, Tree.Kind.WHOLE));
        }
        BigInteger number = Numbers.whole(scalar.text());
        boolean fits =
                number.compareTo(BigInteger.valueOf(min)) >= 0
                        && number.compareTo(BigInteger.valueOf(max)) <= 0;
        if (!fits) {
            return slot.wrongValue(tree, this, limit(number));
        }
        Object value = isInt ? (Object) number.intValueExact() : (Object) number.longValueExact();
        return Optional.of(Bound.same(value));
    }

    private Optional<String> limit(BigInteger number) {
        if (number.signum() > 0) {
            return Optional.of("the largest is " + max).filter(said -> highest.isEmpty());
        }
        return Optional.of("the smallest is " + min).filter(said -> lowest.isEmpty());
    }

    /** Advice on a number in quotes. */
    static Optional<String> quoted(Tree tree, Tree.Kind... wanted) {
        if (tree instanceof Tree.Scalar scalar && !scalar.plain()) {
            Tree.Scalar bare = Scalars.of(scalar.text(), true, scalar.spot());
            for (Tree.Kind kind : wanted) {
                if (bare.is(kind)) {
                    return Optional.of("write it without quotes");
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public Map<String, Object> schema(SchemaParts parts) {
        Map<String, Object> schema = new LinkedHashMap<>(parts.orVariable("integer"));
        lowest.ifPresent(said -> schema.put("minimum", min));
        highest.ifPresent(said -> schema.put("maximum", max));
        return schema;
    }
}
