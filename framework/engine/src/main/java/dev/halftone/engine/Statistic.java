package dev.halftone.engine;

import dev.halftone.grid.Granularity;

/** Something that an observer inside a program measures at a site. */
public sealed interface Statistic {

    /** Smallest and largest value of each part, per batch. */
    record Extremes(Granularity granularity) implements Statistic {}

    /** Counts over all values and batches, in bins of one width. */
    record Counts() implements Statistic {}

    /** Counts over the magnitudes of all values and batches, in bins of one width from zero on. */
    record Magnitudes() implements Statistic {}

    /** Evenly spaced values of each batch. */
    record Sample(Granularity granularity) implements Statistic {}
}
