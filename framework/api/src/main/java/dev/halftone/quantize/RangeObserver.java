package dev.halftone.quantize;

import dev.halftone.grid.Levels;
import dev.halftone.grid.Range;

/**
 * Estimates, from the values seen at a site, the range that a grid should cover. The plugin kind is
 * {@code @Observer}, the field's word for it.
 */
@FunctionalInterface
public interface RangeObserver {

    /**
     * @param seen already divided as the quantizer's granularity says
     * @param levels the codes that will cover the range
     * @return as many intervals as {@code seen} has parts
     */
    Range range(Distribution seen, Levels levels);
}
