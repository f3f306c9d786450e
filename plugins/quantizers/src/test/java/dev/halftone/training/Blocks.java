package dev.halftone.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.halftone.data.Example;
import dev.halftone.data.Label;
import dev.halftone.data.Picture;
import dev.halftone.engine.Engine;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Range;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.quantizer.Reconstruct;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A network of three small blocks on 24 inputs, 3-bit weights and 4-bit activations. */
final class Blocks {
    static final Graph GRAPH = graph();
    private static final int WIDTH = 8;

    private Blocks() {}

    /** Rebuilds units, by squares all alike. */
    static Reconstruct reconstruct(List<String> units, int iters) {
        return reconstruct(units, iters, Weighting.MSE, false, false);
    }

    static Reconstruct reconstruct(
            List<String> units, int iters, Weighting loss, boolean weightOnly, boolean leaks) {
        List<Double> beta = List.of(20.0, 2.0);
        return new Reconstruct(
                units, iters, 8, 0.2, beta, 0.5, 0.01, 0.02, 0.001, loss, weightOnly, leaks);
    }

    static Bench bench(Engine engine) {
        return bench(engine, new Bench.Notebook(engine.manager(), Integer.MAX_VALUE));
    }

    static Bench bench(Engine engine, Bench.Notebook bookmark) {
        return bench(engine, bookmark, plan());
    }

    static Bench bench(Engine engine, Bench.Notebook bookmark, Plan plan) {
        Random random = new Random(3);
        NDManager manager = engine.manager().newSubManager();
        Map<String, NDArray> weights = new HashMap<>();
        GRAPH.parameters()
                .forEach(
                        (name, spec) ->
                                weights.put(
                                        name,
                                        manager.create(
                                                normal((int) spec.shape().size(), random, 0.4),
                                                spec.shape())));
        List<float[]> inputs = new ArrayList<>();
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            inputs.add(normal(WIDTH, random, 1));
            Picture picture = new Picture(1, 1, 1, new byte[1]);
            examples.add(new Example("picture " + i, picture, new Label(0)));
        }
        Bench.Rows rows = new Bench.Rows(manager, inputs, examples, 5);
        return new Bench(engine, manager, GRAPH, weights, plan, rows, bookmark);
    }

    private static Plan plan() {
        Plan plan = Plan.EMPTY;
        for (Site site : Sites.of(GRAPH)) {
            if (site.isWeight()) {
                plan = plan.with(site, Affine.covering(Range.of(-1, 1), 3, true));
            } else if (site.role().isActivation()) {
                plan = plan.with(site, Affine.covering(Range.of(-3, 3), 4, false));
            }
        }
        return plan;
    }

    /** Squared difference of the outputs from the float network's. */
    static double error(Bench bench, Plan plan) {
        try (Program inFloat = bench.program(GRAPH, Plan.EMPTY, Set.of());
                Program quantized = bench.program(GRAPH, plan, Set.of())) {
            double[] sum = {0};
            bench.rows()
                    .forEach(
                            batch -> {
                                NDArray a = inFloat.run(new NDList(batch.inputs())).get(0);
                                NDArray b = quantized.run(new NDList(batch.inputs())).get(0);
                                sum[0] += a.sub(b).square().sum().getFloat();
                            });
            return sum[0];
        }
    }

    private static float[] normal(int count, Random random, double spread) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (spread * random.nextGaussian());
        }
        return values;
    }

    private static Graph graph() {
        GraphBuilder g = Graph.builder("blocks");
        Value x = g.input("x", DataType.FLOAT32, -1, WIDTH);
        for (int i = 0; i < 3; i++) {
            GraphBuilder block = g.at("blocks." + i);
            Value hidden = block.gelu(block.linear(x, "fc1", WIDTH, 12));
            x = block.add(x, block.linear(hidden, "fc2", 12, WIDTH));
        }
        return g.build(x);
    }
}
