package dev.halftone.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.TensorSpec;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Range;
import dev.halftone.grid.Rounding;
import dev.halftone.plan.Plan;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The network of vit.py. */
public final class TinyVit {
    private static final int WIDTH = 16;
    private static final int HEADS = 2;

    private TinyVit() {}

    public static Graph graph() {
        GraphBuilder g = Graph.builder("tiny-vit");
        Value x = g.input("pixels", DataType.FLOAT32, -1, 3, 8, 8);
        Value cls = g.parameter("cls_token", 1, 1, WIDTH);
        Value position = g.parameter("pos_embed", 1, 5, WIDTH);
        Value y = g.at("patch_embed").conv(x, "proj", 3, WIDTH, 4, 4, 0);
        y = g.transpose(g.reshape(y, 0, WIDTH, -1), 0, 2, 1);
        Value batch = g.apply("Shape", List.of(y), attributes("start", 0, "end", 1));
        Value shape = g.concat(0, batch, g.integers(1, WIDTH));
        y = g.add(g.concat(1, g.apply("Expand", cls, shape), y), position);
        for (int i = 0; i < 2; i++) {
            y = block(g.at("blocks." + i), y);
        }
        y = g.pick(g.layerNorm(y, "norm", WIDTH, 1e-6), 1, 0);
        return g.build(g.linear(y, "head", WIDTH, 5));
    }

    private static Attributes attributes(Object... pairs) {
        Attributes all = Attributes.NONE;
        for (int i = 0; i < pairs.length; i += 2) {
            all = all.with((String) pairs[i], pairs[i + 1]);
        }
        return all;
    }

    private static Value block(GraphBuilder g, Value x) {
        Value y = g.add(x, attention(g.at("attn"), g.layerNorm(x, "norm1", WIDTH, 1e-6)));
        GraphBuilder mlp = g.at("mlp");
        Value z = mlp.linear(g.layerNorm(y, "norm2", WIDTH, 1e-6), "fc1", WIDTH, 4 * WIDTH);
        return g.add(y, mlp.linear(mlp.gelu(z), "fc2", 4 * WIDTH, WIDTH));
    }

    private static Value attention(GraphBuilder g, Value x) {
        Value all = g.linear(x, "qkv", WIDTH, 3 * WIDTH);
        Value parts = g.transpose(g.reshape(all, 0, 5, 3, HEADS, -1), 2, 0, 3, 1, 4);
        Value q = g.multiply(g.pick(parts, 0, 0), g.scalar(Math.pow(WIDTH / HEADS, -0.5)));
        Value k = g.transpose(g.pick(parts, 0, 1), 0, 1, 3, 2);
        Value p = g.softmax(g.matmul(q, k), -1);
        Value mixed = g.transpose(g.matmul(p, g.pick(parts, 0, 2)), 0, 2, 1, 3);
        return g.linear(g.reshape(mixed, 0, 5, WIDTH), "proj", WIDTH, WIDTH);
    }

    public static Map<String, NDArray> weights(NDManager manager) {
        List<String> names = new ArrayList<>(List.of("cls_token", "pos_embed"));
        names.addAll(List.of("patch_embed.proj.weight", "patch_embed.proj.bias"));
        for (int i = 0; i < 2; i++) {
            for (String layer :
                    List.of("norm1", "attn.qkv", "attn.proj", "norm2", "mlp.fc1", "mlp.fc2")) {
                names.add("blocks." + i + "." + layer + ".weight");
                names.add("blocks." + i + "." + layer + ".bias");
            }
        }
        names.addAll(List.of("norm.weight", "norm.bias", "head.weight", "head.bias"));
        Map<String, TensorSpec> specs = graph().parameters();
        Map<String, NDArray> weights = new LinkedHashMap<>();
        for (String name : names) {
            Shape shape = specs.get(name).shape();
            weights.put(name, wave(manager, weights.size() + 1, 0.5, shape));
        }
        return weights;
    }

    public static NDList pictures(NDManager manager) {
        return new NDList(wave(manager, 50, 1, new Shape(3, 3, 8, 8)));
    }

    /** The same numbers in Java and in Python. */
    static NDArray wave(NDManager manager, int seed, double scale, Shape shape) {
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (Math.sin(i * 0.7 + seed * 1.3 + i % 7 * seed) * scale);
        }
        return manager.create(values, shape);
    }

    /** 6 bits: weights per channel, what products read on one fixed grid. */
    public static Plan plan(Map<String, NDArray> weights) {
        Affine operand = new Affine(List.of(6f / 63), List.of(32), 0, 63, 0, 0, Rounding.DIVIDE);
        Plan plan = Plan.EMPTY;
        for (Site site : Sites.of(graph())) {
            if (site.isWeight()) {
                plan = plan.with(site, perChannel(weights.get(site.parameter().orElseThrow())));
            } else if (site.role().isActivation()) {
                plan = plan.with(site, operand);
            }
        }
        return plan;
    }

    private static Affine perChannel(NDArray weight) {
        try (NDArray rows = weight.reshape(weight.getShape().get(0), -1).abs().max(new int[] {1})) {
            List<Float> ends = new ArrayList<>();
            for (float end : rows.toFloatArray()) {
                ends.add(end);
            }
            List<Float> starts = ends.stream().map(end -> -end).toList();
            return Affine.covering(new Range(starts, ends), 6, true).along(0);
        }
    }
}
