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
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
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
    private static final String EXTREMES = "halftone.Extremes";
    private static final String COUNTS = "halftone.Counts";
    private static final String MAGNITUDES = "halftone.Magnitudes";
    private static final String SAMPLE = "halftone.Sample";

    private final NDManager manager;
    private final List<Look> looks = new ArrayList<>();
    private final List<Bins> bins = new ArrayList<>();
    private final Map<Key, List<Range>> extremes = new HashMap<>();
    private final Map<Site, Bins> histograms = new HashMap<>();
    private final Map<Site, Bins> magnitudes = new HashMap<>();
    private final Map<Key, Sample> samples = new HashMap<>();
    private final TorchProgram program;

    private record Key(Site site, Granularity granularity) {}

    private TorchObservation(NDManager manager, Bound bound, Map<Site, Set<Statistic>> wanted) {
        this.manager = manager;
        List<Site> sites = Order.of(bound.graph(), wanted.keySet());
        sites.stream().filter(Site::isWeight).forEach(site -> look(site, wanted.get(site)));
        if (!looks.isEmpty()) {
            Bound weights = Observed.of(bound, looks);
            try (TorchProgram once = TorchProgram.of(manager, weights, Set.of());
                    NDManager batch = manager.newSubManager()) {
                take(once.run(new NDList(batch.create(0f), bins(batch))));
            }
        }
        looks.clear();
        bins.clear();
        sites.stream().filter(s -> !s.isWeight()).forEach(site -> look(site, wanted.get(site)));
        program = TorchProgram.of(manager, Observed.of(bound, looks), Set.of());
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

    private void look(Site site, Set<Statistic> statistics) {
        // Whatever is asked for, the extremes tell whether every value is a number.
        looks.add(new Look(site, EXTREMES, Granularity.TENSOR, 0));
        for (Statistic statistic : statistics) {
            if (statistic instanceof Statistic.Extremes e) {
                if (!e.granularity().equals(Granularity.TENSOR)) {
                    looks.add(new Look(site, EXTREMES, e.granularity(), 0));
                }
            } else if (statistic instanceof Statistic.Sample s) {
                looks.add(new Look(site, SAMPLE, s.granularity(), 0));
            } else {
                boolean signed = statistic instanceof Statistic.Counts;
                String op = signed ? COUNTS : MAGNITUDES;
                looks.add(new Look(site, op, Granularity.TENSOR, bins.size()));
                bins.add(new Bins());
                (signed ? histograms : magnitudes).put(site, bins.get(bins.size() - 1));
            }
        }
    }

    @Override
    public void add(NDList inputs) {
        if (looks.isEmpty()) {
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

    private NDArray bins(NDManager batch) {
        double[] values = new double[Math.max(2, 2 * bins.size())];
        for (int i = 0; i < bins.size(); i++) {
            values[2 * i] = bins.get(i).low();
            values[2 * i + 1] = bins.get(i).width();
        }
        return batch.create(values, new Shape(values.length / 2, 2));
    }

    private void take(NDList results) {
        for (int i = 0; i < looks.size(); i++) {
            Look look = looks.get(i);
            NDArray result = results.get(i);
            Key key = new Key(look.site(), look.granularity());
            switch (look.op()) {
                case EXTREMES -> {
                    Range range = range(result);
                    finite(look.site(), range);
                    extremes.computeIfAbsent(key, k -> new ArrayList<>()).add(range);
                }
                case COUNTS, MAGNITUDES -> bins.get(look.row()).add(result.toDoubleArray());
                default -> {
                    result.attach(manager);
                    samples.computeIfAbsent(key, k -> new Sample()).add(result);
                }
            }
        }
    }

    private static Range range(NDArray result) {
        float[] values = result.toFloatArray();
        List<Float> low = new ArrayList<>();
        List<Float> high = new ArrayList<>();
        for (int i = 0; i < values.length / 2; i++) {
            low.add(values[i]);
            high.add(values[values.length / 2 + i]);
        }
        return new Range(low, high);
    }

    private static void finite(Site site, Range range) {
        float low = range.low().get(0);
        float high = range.high().get(0);
        if (Float.isFinite(low) && Float.isFinite(high)) {
            return;
        }
        boolean nan = Float.isNaN(low) || Float.isNaN(high);
        String what = nan ? "is not a number" : "is infinite";
        String message = "a value at site '%s' %s".formatted(site.id(), what);
        throw new ProblemException(
                Problem.of("not-finite", message)
                        .hint("the weights or the preprocessing do not fit the network"));
    }

    @Override
    public List<Range> extremes(Site site, Granularity granularity) {
        return List.copyOf(known(extremes.get(new Key(site, granularity)), site));
    }

    @Override
    public Histogram histogram(Site site) {
        return known(histograms.get(site), site).histogram();
    }

    @Override
    public Histogram magnitudes(Site site) {
        return known(magnitudes.get(site), site).histogram();
    }

    @Override
    public List<NDArray> samples(Site site, Granularity granularity) {
        return known(samples.get(new Key(site, granularity)), site).batches();
    }

    private static <T> T known(T found, Site site) {
        if (found == null) {
            throw new IllegalArgumentException("nothing was gathered at " + site.id());
        }
        return found;
    }

    @Override
    public void close() {
        program.close();
        manager.close();
    }
}
