package dev.halftone.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.halftone.compile.Bound;
import dev.halftone.compile.Observed;
import dev.halftone.compile.Observed.Look;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Range;
import dev.halftone.quantize.Histogram;
import dev.halftone.site.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Observers inside a program. Weights are looked at when it is made, activations batch by batch.
 */
final class TorchObservation implements Observation {
    private final NDManager manager;
    private final Map<Look, Found> answers = new HashMap<>();
    private final List<Found> outputs = new ArrayList<>();
    private final TorchProgram program;

    private TorchObservation(NDManager manager, Bound bound, Map<Site, Set<Statistic>> wanted) {
        this.manager = manager;
        List<Site> sites = Order.of(bound.graph(), wanted.keySet());
        List<Look> weights = looks(sites.stream().filter(Site::isWeight).toList(), wanted);
        if (!weights.isEmpty()) {
            try (TorchProgram once = compile(bound, weights);
                    NDManager batch = manager.newSubManager()) {
                take(once.run(new NDList(batch.create(0f), bins(batch))));
            }
        }
        outputs.clear();
        program = compile(bound, looks(sites.stream().filter(s -> !s.isWeight()).toList(), wanted));
    }

    /** Compiles observers; looks at the weights among the sites at once. */
    static TorchObservation of(NDManager parent, Bound bound, Map<Site, Set<Statistic>> wanted) {
        NDManager manager = parent.newSubManager();
        try {
            return new TorchObservation(manager, bound, wanted);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    private static List<Look> looks(List<Site> sites, Map<Site, Set<Statistic>> wanted) {
        List<Look> looks = new ArrayList<>();
        for (Site site : sites) {
            // Whatever is asked for, the extremes tell whether every value is a number.
            Look ends = new Look(site, Observed.EXTREMES, Granularity.TENSOR);
            looks.add(ends);
            wanted.get(site).stream()
                    .map(statistic -> look(site, statistic))
                    .filter(look -> !look.equals(ends))
                    .forEach(looks::add);
        }
        return looks;
    }

    private static Look look(Site site, Statistic statistic) {
        if (statistic instanceof Statistic.Extremes extremes) {
            return new Look(site, Observed.EXTREMES, extremes.granularity());
        }
        if (statistic instanceof Statistic.Sample sample) {
            return new Look(site, Observed.SAMPLE, sample.granularity());
        }
        boolean signed = statistic instanceof Statistic.Counts;
        return new Look(site, signed ? Observed.COUNTS : Observed.MAGNITUDES, Granularity.TENSOR);
    }

    /** A program whose outputs are those that {@link #take} expects. */
    private TorchProgram compile(Bound bound, List<Look> looks) {
        Observed observed = Observed.of(bound, looks);
        for (int i = 0; i < looks.size(); i++) {
            int output = observed.outputs().get(i);
            if (output == outputs.size()) {
                outputs.add(Found.nothing(looks.get(i), manager));
            }
            answers.put(looks.get(i), outputs.get(output));
        }
        return TorchProgram.of(manager, observed.bound(), Set.of());
    }

    @Override
    public void add(NDList inputs) {
        if (outputs.isEmpty()) {
            return;
        }
        try (NDManager batch = manager.newSubManager()) {
            NDList all = new NDList(inputs);
            all.add(bins(batch));
            NDList results = program.run(all);
            results.attach(batch);
            take(results);
        }
    }

    /** A row (low, width) for each output; zeros where nothing has been counted. */
    private NDArray bins(NDManager batch) {
        double[] values = new double[Math.max(2, 2 * outputs.size())];
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i) instanceof Found.Counts counts) {
                values[2 * i] = counts.bins().low();
                values[2 * i + 1] = counts.bins().width();
            }
        }
        return batch.create(values, new Shape(values.length / 2, 2));
    }

    private void take(NDList results) {
        for (int i = 0; i < outputs.size(); i++) {
            outputs.get(i).take(results.get(i));
        }
    }

    @Override
    public List<Range> extremes(Site site, Granularity granularity) {
        Look look = new Look(site, Observed.EXTREMES, granularity);
        return List.copyOf(known(look, Found.Ends.class).ranges());
    }

    @Override
    public Histogram histogram(Site site) {
        Look look = new Look(site, Observed.COUNTS, Granularity.TENSOR);
        return known(look, Found.Counts.class).bins().histogram();
    }

    @Override
    public Histogram magnitudes(Site site) {
        Look look = new Look(site, Observed.MAGNITUDES, Granularity.TENSOR);
        return known(look, Found.Counts.class).bins().histogram();
    }

    @Override
    public List<NDArray> samples(Site site, Granularity granularity) {
        Look look = new Look(site, Observed.SAMPLE, granularity);
        return known(look, Found.Some.class).sample().batches();
    }

    private <T extends Found> T known(Look look, Class<T> kind) {
        Found found = answers.get(look);
        if (found == null) {
            throw new IllegalArgumentException("nothing was gathered at " + look.site().id());
        }
        return kind.cast(found);
    }

    @Override
    public void close() {
        program.close();
        manager.close();
    }
}
