package dev.halftone.quantizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.Gson;
import dev.halftone.engine.Engine;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.TensorSpec;
import dev.halftone.graph.Value;
import dev.halftone.plan.Plan;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What reference/steps.py wrote, and the same network as a graph. */
record Reference(
        Map<String, float[]> weights,
        List<float[]> pictures,
        float[] answer,
        Map<String, Map<String, float[]>> steps,
        List<Shaped> densities,
        List<Adaptive> adaptive,
        List<Twin> twin,
        Factors factors,
        Root root,
        float fused,
        Allocated allocation) {
    static final Shape PICTURE = new Shape(5, 8);

    record Shaped(double[] values, int peaks) {}

    record Adaptive(int bits, int tau, double scale) {}

    record Twin(int bits, int p, int gelu) {}

    record Factors(float[][] x, float scale, int zero, int[] factors) {}

    record Root(float[] x, int bits, float scale) {}

    record Allocated(
            List<String> layers, List<Integer> widths, double[][] errors, List<Share> shares) {}

    record Share(double mean, List<Integer> bits) {}

    static Reference read() {
        InputStreamReader json =
                new InputStreamReader(
                        Reference.class.getResourceAsStream("/reference/steps.json"),
                        StandardCharsets.UTF_8);
        return new Gson().fromJson(json, Reference.class);
    }

    /** The network and its pictures to work on. */
    Desk desk(Engine engine) {
        return desk(engine, Plan.EMPTY, pictures);
    }

    Desk desk(Engine engine, Plan plan, List<float[]> shown) {
        return Desk.of(engine, graph(), weights(engine.manager()), plan, shown, PICTURE);
    }

    static Graph graph() {
        GraphBuilder g = Graph.builder("small");
        Value x = g.input("x", DataType.FLOAT32, -1, 5, 8);
        Value y = g.add(x, attention(g.at("attn"), g.layerNorm(x, "norm1", 8, 1e-6)));
        Value m = g.layerNorm(y, "norm2", 8, 1e-6);
        GraphBuilder mlp = g.at("mlp");
        m = mlp.linear(mlp.gelu(mlp.linear(m, "fc1", 8, 12)), "fc2", 12, 8);
        return g.build(g.linear(g.pick(g.add(y, m), 1, 0), "head", 8, 4));
    }

    private static Value attention(GraphBuilder g, Value x) {
        List<Value> qkv = g.split(g.linear(x, "qkv", 8, 24), 2, 3);
        Value query = g.transpose(g.reshape(qkv.get(0), 0, 0, 2, 4), 0, 2, 1, 3);
        Value key = g.transpose(g.reshape(qkv.get(1), 0, 0, 2, 4), 0, 2, 3, 1);
        Value value = g.transpose(g.reshape(qkv.get(2), 0, 0, 2, 4), 0, 2, 1, 3);
        Value scores = g.multiply(g.matmul(query, key), g.scalar(0.5));
        Value context = g.matmul(g.softmax(scores, -1), value);
        return g.linear(g.reshape(g.transpose(context, 0, 2, 1, 3), 0, 0, 8), "proj", 8, 8);
    }

    Map<String, NDArray> weights(NDManager manager) {
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        for (TensorSpec spec : graph().parameters().values()) {
            arrays.put(spec.name(), manager.create(weights.get(spec.name()), spec.shape()));
        }
        return arrays;
    }
}
