package dev.halftone.toy;

import ai.djl.ndarray.NDArray;
import dev.halftone.engine.Engine;
import dev.halftone.engine.ForwardingEngine;
import dev.halftone.engine.Observation;
import dev.halftone.engine.Statistic;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Graph;
import dev.halftone.plan.Plan;
import dev.halftone.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The real engine, with a list of what was observed, pass by pass. Whether integers are exact does
 * not depend on the processor, so that mode {@code auto} is the same everywhere.
 */
public final class Counting extends ForwardingEngine {
    private final List<Map<Site, Set<Statistic>>> passes;
    private final boolean exact;

    /**
     * @param passes takes the statistics asked for, one entry per pass
     */
    private Counting(Engine real, List<Map<Site, Set<Statistic>>> passes, boolean exact) {
        super(real);
        this.passes = passes;
        this.exact = exact;
    }

    public static Counting start(String device, List<Map<Site, Set<Statistic>>> passes) {
        return new Counting(TorchEngine.start(device), passes, false);
    }

    /** One that says its integers are exact. */
    public static Counting exact(String device) {
        return new Counting(TorchEngine.start(device), new ArrayList<>(), true);
    }

    @Override
    public boolean isExact() {
        return exact;
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
}
