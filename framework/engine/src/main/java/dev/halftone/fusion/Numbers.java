package dev.halftone.fusion;

import java.util.Optional;

/** What is known of values while patterns are looked for. */
public interface Numbers {

    /** The one number that a value holds, if it is known. */
    Optional<Double> number(String value);

    /** Whether a value is known and has one dimension. */
    boolean isVector(String value);

    /** Whether a value is a known number, as exporters round it. */
    default boolean is(String value, double number) {
        return number(value).filter(n -> Math.abs(n - number) <= 1e-5 * number).isPresent();
    }
}
