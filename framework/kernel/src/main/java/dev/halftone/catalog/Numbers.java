package dev.halftone.catalog;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;

/** Reads and writes numbers as YAML 1.2 does. */
final class Numbers {

    private Numbers() {}

    /** A whole number of the core schema: decimal, {@code 0x1F} or {@code 0o17}. */
    static BigInteger whole(String text) {
        if (text.startsWith("0x")) {
            return new BigInteger(text.substring(2), 16);
        }
        if (text.startsWith("0o")) {
            return new BigInteger(text.substring(2), 8);
        }
        return new BigInteger(text);
    }

    /** A number of the core schema. */
    static double decimal(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".inf")) {
            return lower.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        if (lower.equals(".nan")) {
            return Double.NaN;
        }
        boolean other = text.startsWith("0x") || text.startsWith("0o");
        return other ? whole(text).doubleValue() : Double.parseDouble(text);
    }

    /** Without a fraction where there is none. */
    static String words(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    /** " from 2 to 16", " of at least 2" or nothing. */
    static String within(Optional<String> min, Optional<String> max) {
        if (min.isPresent() && max.isPresent()) {
            return " from " + min.get() + " to " + max.get();
        }
        return min.map(m -> " of at least " + m)
                .or(() -> max.map(m -> " of at most " + m))
                .orElse("");
    }

    /** " 2..16", " ≥ 2" or nothing. */
    static String range(Optional<String> min, Optional<String> max) {
        if (min.isPresent() && max.isPresent()) {
            return " " + min.get() + ".." + max.get();
        }
        return min.map(m -> " ≥ " + m).or(() -> max.map(m -> " ≤ " + m)).orElse("");
    }
}
