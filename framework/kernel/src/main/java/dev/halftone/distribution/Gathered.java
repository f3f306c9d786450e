package dev.halftone.distribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.halftone.engine.Observation;
import dev.halftone.engine.Statistic;
import dev.halftone.grid.Range;
import dev.halftone.quantize.Histogram;
import dev.halftone.site.Site;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What passes over the calibration data have brought so far. */
final class Gathered implements AutoCloseable {

    private final NDManager manager;
    private final Map<Request, List<Range>> extremes = new HashMap<>();
    private final Map<Request, Histogram> histograms = new HashMap<>();
    private final Map<Request, NDArray> samples = new HashMap<>();

    /**
     * @param parent outlives this
     */
    Gathered(NDManager parent) {
        this.manager = parent.newSubManager();
    }

    boolean has(Request request) {
        return extremes.containsKey(request)
                || histograms.containsKey(request)
                || samples.containsKey(request);
    }

    List<Range> extremes(Request request) {
        return extremes.get(request);
    }

    Histogram histogram(Request request) {
        return histograms.get(request);
    }

    /** A copy that belongs to the caller's manager, who may close it. */
    NDArray sample(Request request, NDManager scratch) {
        NDArray copy = samples.get(request).duplicate();
        copy.attach(scratch);
        return copy;
    }

    /** Takes one statistic out of an observation that has seen all batches. */
    void take(Observation observation, Site site, Statistic statistic) {
        Request request = Request.of(site, statistic);
        if (statistic instanceof Statistic.Extremes e) {
            extremes.put(request, observation.extremes(site, e.granularity()));
        } else if (statistic instanceof Statistic.Counts) {
            histograms.put(request, observation.histogram(site));
        } else if (statistic instanceof Statistic.Sample s) {
            NDArray copy = observation.sample(site, s.granularity()).duplicate();
            copy.attach(manager);
            samples.put(request, copy);
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
