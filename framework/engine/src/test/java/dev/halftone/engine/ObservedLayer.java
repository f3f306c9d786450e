package dev.halftone.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.plan.Plan;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.Map;
import java.util.Set;

/** A linear layer from four features to two, to be observed. */
record ObservedLayer(TorchEngine engine, Graph graph, Map<String, NDArray> weights)
        implements AutoCloseable {

    static ObservedLayer start() {
        TorchEngine engine = TorchEngine.start("cpu");
        NDManager manager = engine.manager();
        GraphBuilder g = Graph.builder("layer");
        Graph graph = g.build(g.linear(g.input("x", DataType.FLOAT32, -1, 4), "fc", 4, 2));
        float[] weight = {1, -2, 3, -4, 5, 6, -7, 8};
        Map<String, NDArray> weights =
                Map.of(
                        "fc.weight", manager.create(weight, new Shape(2, 4)),
                        "fc.bias", manager.zeros(new Shape(2)));
        return new ObservedLayer(engine, graph, weights);
    }

    Site site(Role role) {
        return site(graph, role);
    }

    static Site site(Graph graph, Role role) {
        return Sites.of(graph).stream().filter(s -> s.role() == role).findFirst().orElseThrow();
    }

    /** Looks at the layer's input. */
    Observation observe(Set<Statistic> wanted) {
        return observe(Map.of(site(Role.INPUT), wanted));
    }

    Observation observe(Map<Site, Set<Statistic>> wanted) {
        return engine.observe(graph, weights, Plan.EMPTY, wanted);
    }

    /** Shows it rows of four. */
    void add(Observation seen, float... values) {
        try (NDManager batch = engine.manager().newSubManager()) {
            seen.add(new NDList(batch.create(values, new Shape(values.length / 4, 4))));
        }
    }

    @Override
    public void close() {
        engine.close();
    }
}
