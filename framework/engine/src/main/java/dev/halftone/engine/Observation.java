package dev.halftone.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Range;
import dev.halftone.quantize.Histogram;
import dev.halftone.site.Site;
import java.util.List;

/** A program with observers: run the calibration batches through it, then ask. */
public interface Observation extends AutoCloseable {

    /**
     * Runs one batch and takes its statistics in. NaN or infinity at a site is a problem naming it.
     */
    void add(NDList inputs);

    /** Per batch, in order; a weight has one. Those of tensors are there whatever was wanted. */
    List<Range> extremes(Site site, Granularity granularity);

    Histogram histogram(Site site);

    Histogram magnitudes(Site site);

    /** Per batch, in order, of shape (parts, n); owned by the engine's manager until closed. */
    List<NDArray> samples(Site site, Granularity granularity);

    @Override
    void close();
}
