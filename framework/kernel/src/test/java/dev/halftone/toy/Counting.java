package dev.halftone.toy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.halftone.engine.Contrast;
import dev.halftone.engine.Engine;
import dev.halftone.engine.Isolation;
import dev.halftone.engine.Observation;
import dev.halftone.engine.Statistic;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Graph;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.site.Site;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The real engine, with a list of what was observed, pass by pass.
 *
 * @param real does the work
 * @param passes statistics asked for, one entry per pass
 */
public record Counting(Engine real, List<Map<Site, Set<Statistic>>> passes) implements Engine {

    public static Counting start(String device, List<Map<Site, Set<Statistic>>> passes) {
        return new Counting(TorchEngine.start(device), passes);
    }

    @Override
    public Observation observe(
            Graph graph,
            Map<String, NDArray> weights,
            Plan plan,
            Map<Site, Set<Statistic>> wanted) {
        passes.add(Map.copyOf(wanted));
        return real.observe(graph, weights, plan, wanted);
    }

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public String version() {
        return real.version();
    }

    @Override
    public Device device() {
        return real.device();
    }

    @Override
    public NDManager manager() {
        return real.manager();
    }

    @Override
    public Program compile(
            Graph graph, Map<String, NDArray> weights, Plan plan, Set<String> learned) {
        return real.compile(graph, weights, plan, learned);
    }

    @Override
    public Contrast contrast(
            Graph graph, Map<String, NDArray> weights, Plan plan, List<Site> sites) {
        return real.contrast(graph, weights, plan, sites);
    }

    @Override
    public Isolation isolate(Graph graph, Map<String, NDArray> weights, Plan plan) {
        return real.isolate(graph, weights, plan);
    }

    @Override
    public void close() {
        real.close();
    }
}
