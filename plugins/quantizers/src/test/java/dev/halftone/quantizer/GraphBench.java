package dev.halftone.quantizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.halftone.engine.Engine;
import dev.halftone.graph.Graph;
import dev.halftone.observer.Known;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.quantize.Batches;
import dev.halftone.quantize.Bookmark;
import dev.halftone.quantize.Distribution;
import dev.halftone.quantize.Progress;
import dev.halftone.quantize.QuantizationStep;
import dev.halftone.quantize.Workbench;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A workbench over a graph whose weights are known; nothing is observed but them. */
record GraphBench(Engine engine, Graph graph, Map<String, NDArray> weights, Plan plan)
        implements Workbench {

    /** What the graph answers once a step has decided, after the plan so far. */
    float[] answer(QuantizationStep step, float[] input, long... shape) {
        Plan whole = plan.then(step.plan(this));
        try (Program program = program(graph, whole, Set.of());
                NDManager batch = engine.manager().newSubManager()) {
            NDList inputs = new NDList(batch.create(input, new Shape(shape)));
            return program.run(inputs).get(0).toFloatArray();
        }
    }

    @Override
    public List<Site> sites() {
        return Sites.of(graph);
    }

    @Override
    public NDArray parameter(String name) {
        return weights.get(name);
    }

    @Override
    public Map<Site, Distribution> distributions(List<Site> sites) {
        Map<Site, Distribution> all = new LinkedHashMap<>();
        for (Site site : sites) {
            float[] values = weights.get(site.parameter().orElseThrow()).toFloatArray();
            all.put(site, Known.of(engine.manager(), values));
        }
        return all;
    }

    @Override
    public Batches batches() {
        throw new UnsupportedOperationException("there is no data");
    }

    @Override
    public Program program(Graph piece, Plan with, Set<String> learned) {
        return engine.compile(piece, weights, with, learned);
    }

    @Override
    public NDManager manager() {
        return engine.manager();
    }

    @Override
    public long seed() {
        return 1;
    }

    @Override
    public Progress progress(String what, long units) {
        throw new UnsupportedOperationException("nothing takes long");
    }

    @Override
    public Bookmark bookmark() {
        throw new UnsupportedOperationException("nothing takes long");
    }
}
