package dev.halftone.engine;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.halftone.graph.Graph;
import dev.halftone.integer.Placement;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.site.Site;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An engine that another one stands behind; whoever extends it says what is done differently. */
public abstract class ForwardingEngine implements Engine {
    /** Closed with this one. */
    protected final Engine real;

    protected ForwardingEngine(Engine real) {
        this.real = real;
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
    public int threads() {
        return real.threads();
    }

    @Override
    public NDManager manager() {
        return real.manager();
    }

    @Override
    public String simulating() {
        return real.simulating();
    }

    @Override
    public boolean isExact() {
        return real.isExact();
    }

    @Override
    public Program compile(
            Graph graph, Map<String, NDArray> weights, Plan plan, Set<String> learned) {
        return real.compile(graph, weights, plan, learned);
    }

    @Override
    public Program inFloat(Graph graph, Map<String, NDArray> weights) {
        return real.inFloat(graph, weights);
    }

    @Override
    public Program integer(Graph graph, Map<String, NDArray> weights, Plan plan) {
        return real.integer(graph, weights, plan);
    }

    @Override
    public Placement placement(Graph graph, Map<String, NDArray> weights, Plan plan) {
        return real.placement(graph, weights, plan);
    }

    @Override
    public Map<String, Apart> drift(
            Graph graph, Map<String, NDArray> weights, Plan plan, NDList inputs) {
        return real.drift(graph, weights, plan, inputs);
    }

    @Override
    public Observation observe(
            Graph graph,
            Map<String, NDArray> weights,
            Plan plan,
            Map<Site, Set<Statistic>> wanted) {
        return real.observe(graph, weights, plan, wanted);
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
