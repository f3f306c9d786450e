package dev.halftone.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.halftone.engine.Engine;
import dev.halftone.engine.ForwardingEngine;
import dev.halftone.engine.Observation;
import dev.halftone.engine.Statistic;
import dev.halftone.graph.Graph;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Range;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.quantize.Histogram;
import dev.halftone.site.Site;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An engine whose observations and learning programs are watched. */
final class WatchedEngine extends ForwardingEngine {
    private final Watch watch;

    /**
     * @param real does everything
     * @param watch sees it
     */
    WatchedEngine(Engine real, Watch watch) {
        super(real);
        this.watch = watch;
    }

    @Override
    public Program compile(
            Graph graph, Map<String, NDArray> weights, Plan plan, Set<String> learned) {
        Program program = real.compile(graph, weights, plan, learned);
        if (learned.isEmpty()) {
            return program;
        }
        Learner learner = new Learner(real, program, graph, weights);
        watch.learns(learner);
        return learner;
    }

    @Override
    public Observation observe(
            Graph graph,
            Map<String, NDArray> weights,
            Plan plan,
            Map<Site, Set<Statistic>> wanted) {
        watch.gathers(wanted);
        long begin = System.nanoTime();
        Observation observation = real.observe(graph, weights, plan, wanted);
        watch.spent((System.nanoTime() - begin) / 1e6);
        return new Watched(observation, watch);
    }

    private record Watched(Observation real, Watch watch) implements Observation {

        @Override
        public void add(NDList inputs) {
            long begin = System.nanoTime();
            real.add(inputs);
            watch.spent((System.nanoTime() - begin) / 1e6);
        }

        @Override
        public List<Range> extremes(Site site, Granularity granularity) {
            return real.extremes(site, granularity);
        }

        @Override
        public Histogram histogram(Site site) {
            return real.histogram(site);
        }

        @Override
        public Histogram magnitudes(Site site) {
            return real.magnitudes(site);
        }

        @Override
        public List<NDArray> samples(Site site, Granularity granularity) {
            return real.samples(site, granularity);
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
