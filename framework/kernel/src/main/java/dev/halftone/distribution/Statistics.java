package dev.halftone.distribution;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.halftone.engine.Engine;
import dev.halftone.engine.Observation;
import dev.halftone.engine.Statistic;
import dev.halftone.graph.Graph;
import dev.halftone.grid.Granularity;
import dev.halftone.model.Network;
import dev.halftone.plan.Plan;
import dev.halftone.quantize.Batches;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.Progress;
import dev.halftone.site.Site;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * The distributions at the sites of a network as a plan's parameters and graph leave it, in float.
 * Weights are read where they lie; activations are gathered in passes over the calibration data,
 * each for everything that is open by then. Another graph or other parameters need another one.
 */
public final class Statistics implements AutoCloseable {

    private static final Statistic ENDS = new Statistic.Extremes(Granularity.TENSOR);

    private final Engine engine;
    private final Network network;
    private final Plan plan;
    private final Calibration calibration;
    private final Gathered gathered;

    /**
     * @param plan its grids do not count
     */
    public Statistics(Engine engine, Network network, Plan plan, Calibration calibration) {
        this.engine = engine;
        this.network = network;
        this.plan = plan.withoutGrids();
        this.calibration = calibration;
        this.gathered = new Gathered(engine.manager());
    }

    /**
     * The calibration data, and how to show that a pass is under way.
     *
     * @param batches a problem where there are none
     * @param progress one unit per batch
     */
    public record Calibration(Supplier<Batches> batches, Supplier<Progress> progress) {}

    /** Those of the network itself, without calibration data. */
    public static Statistics of(Engine engine, Network network) {
        return new Statistics(
                engine,
                network,
                Plan.EMPTY,
                new Calibration(
                        () -> {
                            throw new IllegalStateException("nothing is gathered here");
                        },
                        () -> {
                            throw new IllegalStateException("nothing is gathered here");
                        }));
    }

    /** The graph whose sites these are. */
    public Graph graph() {
        return plan.graph().orElse(network.graph());
    }

    /** A parameter's value. */
    public NDArray parameter(String name) {
        NDArray changed = plan.parameters().get(name);
        return changed == null ? network.weights().get(name) : changed;
    }

    /** Whether these still hold under another plan. */
    public boolean hold(Plan other) {
        return plan.graph().equals(other.graph()) && same(plan.parameters(), other.parameters());
    }

    /** By identity: arrays compare slowly and by shape. */
    private static boolean same(Map<String, NDArray> some, Map<String, NDArray> others) {
        return some.keySet().equals(others.keySet())
                && some.keySet().stream().allMatch(name -> some.get(name) == others.get(name));
    }

    /**
     * Distributions that gather at once: the first question about one site is answered for all.
     *
     * @param scratch owns the arrays that are handed out
     */
    public Map<Site, Distribution> gathering(List<Site> sites, NDManager scratch) {
        Map<Site, Distribution> all = new LinkedHashMap<>();
        BiConsumer<Site, Statistic> missing = (site, statistic) -> gather(sites, statistic);
        sites.forEach(site -> all.put(site, of(site, scratch, missing)));
        return all;
    }

    private void gather(List<Site> sites, Statistic statistic) {
        Map<Site, Set<Statistic>> wanted = new LinkedHashMap<>();
        sites.stream()
                .filter(site -> site.parameter().isEmpty())
                .filter(site -> !gathered.has(Request.of(site, statistic)))
                .forEach(site -> wanted.put(site, Set.of(statistic)));
        gather(wanted);
    }

    Distribution of(Site site, NDManager scratch, BiConsumer<Site, Statistic> missing) {
        return site.parameter().isPresent()
                ? new WeightValues(
                        site, parameter(site.parameter().get()), Granularity.TENSOR, scratch)
                : new Seen(site, Granularity.TENSOR, gathered, scratch, missing);
    }

    NDManager scratch() {
        return engine.manager().newSubManager();
    }

    /** One pass over the calibration data. */
    void gather(Map<Site, Set<Statistic>> wanted) {
        Batches batches = calibration.batches.get();
        try (Observation observation =
                        engine.observe(network.graph(), network.weights(), plan, wanted);
                Progress progress = calibration.progress.get()) {
            batches.forEach(
                    batch -> {
                        ByPicture.add(observation, batch);
                        progress.advance(1);
                    });
            wanted.forEach(
                    (site, statistics) -> {
                        statistics.forEach(
                                statistic -> gathered.take(observation, site, statistic));
                        // Looked at anyway, and asked for next: spares a second pass.
                        gathered.take(observation, site, ENDS);
                    });
        }
    }

    @Override
    public void close() {
        gathered.close();
    }
}
