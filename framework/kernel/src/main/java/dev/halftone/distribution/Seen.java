package dev.halftone.distribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.halftone.engine.Statistic;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Range;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.Histogram;
import dev.halftone.site.Site;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * What the calibration batches brought to an activation.
 *
 * @param missing called for what is not gathered yet: gathers it, or does not return
 */
record Seen(
        Site site,
        Granularity granularity,
        Gathered gathered,
        NDManager scratch,
        BiConsumer<Site, Statistic> missing)
        implements Distribution {

    @Override
    public Distribution by(Granularity other) {
        return new Seen(site, other, gathered, scratch, missing);
    }

    @Override
    public List<Range> extremes() {
        return gathered.extremes(ready(new Statistic.Extremes(granularity)));
    }

    @Override
    public Histogram histogram() {
        return gathered.histogram(ready(new Statistic.Counts()));
    }

    @Override
    public Histogram magnitudes() {
        return gathered.histogram(ready(new Statistic.Magnitudes()));
    }

    @Override
    public NDArray values() {
        NDList batches = new NDList(samples());
        if (batches.size() == 1) {
            return batches.get(0);
        }
        NDArray all = NDArrays.concat(batches, 1);
        all.attach(scratch);
        batches.close();
        return all;
    }

    @Override
    public List<NDArray> samples() {
        return gathered.samples(ready(new Statistic.Sample(granularity)), scratch);
    }

    private Request ready(Statistic statistic) {
        Request request = Request.of(site, statistic);
        if (!gathered.has(request)) {
            missing.accept(site, statistic);
        }
        return request;
    }
}
