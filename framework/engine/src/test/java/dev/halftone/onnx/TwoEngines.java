package dev.halftone.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Graph;
import dev.halftone.grid.Grid;
import dev.halftone.onnxruntime.OnnxRuntime;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Runs a graph and a plan simulated in PyTorch, and as a QDQ model in ONNX Runtime. */
final class TwoEngines implements AutoCloseable {
    /** The step of most grids. */
    static final float S = 0.03f;

    private final TorchEngine engine = TorchEngine.start("cpu");
    private final OnnxRuntime runtime = OnnxRuntime.start(1, engine.isExact());

    NDManager manager() {
        return engine.manager().newSubManager();
    }

    float[] torch(Graph graph, Map<String, NDArray> weights, Plan plan, NDArray x) {
        try (Program program = engine.compile(graph, weights, plan, Set.of())) {
            return program.run(new NDList(x)).get(0).toFloatArray();
        }
    }

    float[] onnxRuntime(Graph graph, Map<String, NDArray> weights, Plan plan, NDArray x) {
        try (Program program = runtime.integer(graph, weights, plan, engine.manager())) {
            float[] once = program.run(new NDList(x)).get(0).toFloatArray();
            assertThat(program.run(new NDList(x)).get(0).toFloatArray()).containsExactly(once);
            return once;
        }
    }

    static Plan plan(Graph graph, Role role, Grid grid) {
        Plan plan = Plan.EMPTY;
        for (Site site : Sites.of(graph)) {
            if (site.role() == role && !site.op().equals("Clip")) {
                plan = plan.with(site, grid);
            }
        }
        return plan;
    }

    static List<Float> scales(int count) {
        Float[] scales = new Float[count];
        for (int i = 0; i < count; i++) {
            scales[i] = S / 4 * (1 + i % 5 / 7f);
        }
        return Arrays.asList(scales);
    }

    static List<Integer> zeros(int count, int step) {
        Integer[] zeros = new Integer[count];
        for (int i = 0; i < count; i++) {
            zeros[i] = step == 0 ? 0 : 100 + step * i;
        }
        return Arrays.asList(zeros);
    }

    static Map<String, NDArray> random(Graph graph, NDManager manager) {
        Map<String, NDArray> weights = new LinkedHashMap<>();
        graph.parameters()
                .forEach(
                        (name, spec) ->
                                weights.put(
                                        name, manager.randomUniform(-0.5f, 0.5f, spec.shape())));
        return weights;
    }

    @Override
    public void close() {
        engine.close();
    }
}
