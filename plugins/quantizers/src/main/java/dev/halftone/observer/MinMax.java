package dev.halftone.observer;

import dev.halftone.grid.Levels;
import dev.halftone.grid.Range;
import dev.halftone.plugin.Observer;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.RangeObserver;

/** Covers everything that was seen. */
@Observer(id = "min-max", doc = "The smallest and the largest value over all batches.")
public record MinMax() implements RangeObserver {

    @Override
    public Range range(Distribution seen, Levels levels) {
        return seen.range();
    }
}
