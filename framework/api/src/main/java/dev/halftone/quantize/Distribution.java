package dev.halftone.quantize;

import ai.djl.ndarray.NDArray;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Range;
import java.util.List;

/**
 * The values seen at one site: all of a weight's, or what the calibration batches brought to an
 * activation. What is asked for is gathered by the kernel in one pass for all sites of a step, on
 * the device, in memory that does not grow with the number of images.
 */
public interface Distribution {

    /** The same values divided into parts: channels, groups, or one whole. */
    Distribution by(Granularity granularity);

    /** The parts that this distribution is divided into. */
    Granularity granularity();

    /**
     * Smallest and largest value of each part, per calibration batch in order; a weight has one.
     */
    List<Range> extremes();

    /**
     * Smallest and largest value of each part over all batches. A whole tensor's come along with
     * whatever else is gathered: asked for last, they take no pass of their own.
     */
    default Range range() {
        return extremes().stream().reduce(Range::union).orElseThrow();
    }

    /** Counts over all values, whatever the parts. */
    Histogram histogram();

    /** Counts over the magnitudes of all values, from zero on, whatever the parts. */
    Histogram magnitudes();

    /**
     * Values themselves, of shape (parts, n): every value of a weight; of an activation, an evenly
     * spaced sample of every batch, at most 65,536 per batch over all parts and, however many
     * batches there are, 262,144 in all. The array belongs to the caller's step.
     */
    NDArray values();

    /** The same values batch by batch, in order; a weight has one. */
    List<NDArray> samples();
}
