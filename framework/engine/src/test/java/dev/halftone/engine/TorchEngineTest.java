package dev.halftone.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Range;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engine")
class TorchEngineTest {

    @Test
    void runsALinearLayerAndItsQuantizedSelf() {
        GraphBuilder g = Graph.builder("tiny");
        Value x = g.input("x", DataType.FLOAT32, -1, 2);
        Graph graph = g.build(g.linear(x, "fc", 2, 3));
        try (TorchEngine engine = TorchEngine.start("cpu");
                NDManager batch = engine.manager().newSubManager()) {
            Map<String, NDArray> weights = new HashMap<>();
            weights.put(
                    "fc.weight",
                    engine.manager().create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(3, 2)));
            weights.put("fc.bias", engine.manager().create(new float[] {0.5f, 0, -0.5f}));
            NDList inputs = new NDList(batch.create(new float[] {1, -1}, new Shape(1, 2)));
            try (Program program = engine.compile(graph, weights, Plan.EMPTY, Set.of())) {
                assertThat(program.run(inputs).get(0).toFloatArray())
                        .containsExactly(-0.5f, -1, -1.5f);
            }
            Plan plan = Plan.EMPTY;
            for (Site site : Sites.of(graph)) {
                plan = plan.with(site, Affine.covering(Range.of(-3, 3), 3, true));
            }
            try (Program program = engine.compile(graph, weights, plan, Set.of())) {
                assertThat(program.run(inputs).get(0).toFloatArray()).containsExactly(-0f, 0, -0f);
            }
        }
    }

    @Test
    void keepsTheArraysOfGridsWhateverHappensToMemory() {
        GraphBuilder g = Graph.builder("tiny");
        Graph graph = g.build(g.relu(g.input("x", DataType.FLOAT32, -1, 2)));
        Site site = Sites.of(graph).get(0);
        Plan plan = Plan.EMPTY.with(site, Affine.covering(Range.of(0, 3), 2, false));
        try (TorchEngine engine = TorchEngine.start("cpu");
                NDManager batch = engine.manager().newSubManager();
                Program program = engine.compile(graph, Map.of(), plan, Set.of())) {
            NDList inputs = new NDList(batch.create(new float[] {1.2f, 9}, new Shape(1, 2)));
            for (int i = 0; i < 20; i++) {
                System.gc();
                batch.create(new float[] {-1}).close();
                assertThat(program.run(inputs).get(0).toFloatArray()).containsExactly(1, 3);
            }
        }
    }
}
