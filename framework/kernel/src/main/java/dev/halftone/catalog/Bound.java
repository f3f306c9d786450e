package dev.halftone.catalog;

/**
 * A value read from a file.
 *
 * @param value as the record takes it
 * @param plain as it would be written: text, numbers, truth, lists and maps of these
 */
public record Bound(Object value, Object plain) {

    static Bound same(Object value) {
        return new Bound(value, value);
    }
}
