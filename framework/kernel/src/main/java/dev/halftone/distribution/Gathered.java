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
    private final Map<Request, List<NDArray>> samples = new HashMap<>();

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

    /** Copies that belong to the caller's manager, who may close them. */
    List<NDArray> samples(Request request, NDManager scratch) {
        return samples.get(request).stream().map(sample -> copy(sample, scratch)).toList();
    }

    private static NDArray copy(NDArray sample, NDManager owner) {
        NDArray copy = sample.duplicate();
        copy.attach(owner);
        return copy;
    }

    /** Takes one statistic out of an observation that has seen all batches. */
    void take(Observation observation, Site site, Statistic statistic) {
        Request request = Request.of(site, statistic);
        if (statistic instanceof Statistic.Extremes e) {
            extremes.put(request, observation.extremes(site, e.granularity()));
        } else if (statistic instanceof Statistic.Counts) {
            histograms.put(request, observation.histogram(site));
        } else if (statistic instanceof Statistic.Magnitudes) {
            histograms.put(request, observation.magnitudes(site));
        } else if (statistic instanceof Statistic.Sample s) {
            samples.put(
                    request,
                    observation.samples(site, s.granularity()).stream()
                            .map(sample -> copy(sample, manager))
                            .toList());
        }
    }

    @Override
    public void close() {
        manager.close();
    }
}
