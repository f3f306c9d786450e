package dev.halftone.tck;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import dev.halftone.graph.Value;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * One normalized convolution and one block of a transformer on 8 × 8 pictures: every role has a
 * site.
 */
final class TinyNetwork {
    static final int SIDE = 8;
    static final int CLASSES = 4;
    static final int BATCH = 4;
    static final int BATCHES = 3;
    private static final int WIDTH = 8;

    private final Graph graph = drawn();
    private final String odd;
    private final float factor;

    TinyNetwork() {
        this("", 1);
    }

    /**
     * With some weights that are hard on arithmetic.
     *
     * @param odd how the names of these begin
     * @param factor what they are multiplied by
     */
    TinyNetwork(String odd, float factor) {
        this.odd = odd;
        this.factor = factor;
    }

    Graph graph() {
        return graph;
    }

    List<Site> sites() {
        return Sites.of(graph);
    }

    private static Graph drawn() {
        GraphBuilder g = Graph.builder("tiny");
        Value x = g.input("image", DataType.FLOAT32, -1, 1, SIDE, SIDE);
        Value patches = g.conv(x, "patch_embed.proj", 1, WIDTH, 4, 4, 0);
        Value even = batchNorm(g, patches, "patch_embed.norm");
        Value tokens = g.transpose(g.reshape(even, 0, WIDTH, 4), 0, 2, 1);
        GraphBuilder block = g.at("blocks.0");
        Value y = g.add(tokens, attention(block.at("attn"), norm(block, tokens, "norm1")));
        Value hidden = block.gelu(block.linear(norm(block, y, "norm2"), "mlp.fc1", WIDTH, 16));
        Value z = g.add(y, block.linear(hidden, "mlp.fc2", 16, WIDTH));
        return g.build(g.linear(g.pick(z, 1, 0), "head", WIDTH, CLASSES));
    }

    private static Value batchNorm(GraphBuilder g, Value x, String name) {
        List<Value> inputs = new ArrayList<>(List.of(x));
        for (String part : List.of("weight", "bias", "running_mean", "running_var")) {
            inputs.add(g.parameter(name + "." + part, WIDTH));
        }
        return g.apply("BatchNormalization", inputs, Attributes.NONE);
    }

    private static Value norm(GraphBuilder g, Value x, String name) {
        return g.layerNorm(x, name, WIDTH, 1e-6);
    }

    private static Value attention(GraphBuilder g, Value x) {
        Value query = g.linear(x, "q", WIDTH, WIDTH);
        Value key = g.transpose(g.linear(x, "k", WIDTH, WIDTH), 0, 2, 1);
        Value scores = g.multiply(g.matmul(query, key), g.scalar(1 / Math.sqrt(WIDTH)));
        Value context = g.matmul(g.softmax(scores, -1), g.linear(x, "v", WIDTH, WIDTH));
        return g.linear(context, "proj", WIDTH, WIDTH);
    }

    /** Weights that a trained network could have: spread by the inputs of the layer. */
    Map<String, NDArray> weights(NDManager manager) {
        Random random = new Random(1);
        Map<String, NDArray> weights = new LinkedHashMap<>();
        for (TensorSpec spec : graph.parameters().values()) {
            Shape shape = spec.shape();
            boolean matrix = shape.dimension() > 1;
            double spread = matrix ? 1 / Math.sqrt((double) shape.size() / shape.get(0)) : 0.1;
            boolean gain = spec.name().contains("norm") && spec.name().endsWith("weight");
            double centre = gain || spec.name().endsWith("running_var") ? 1 : 0;
            float[] values = new float[(int) shape.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (centre + spread * random.nextGaussian());
                values[i] *= spec.name().startsWith(odd) ? factor : 1;
            }
            weights.put(spec.name(), manager.create(values, shape));
        }
        return weights;
    }

    /** Pictures: the same for the same number. */
    static float[] pictures(int number) {
        Random random = new Random(100 + number);
        float[] values = new float[BATCH * SIDE * SIDE];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    static NDList inputs(NDManager manager, int number) {
        return list(manager, pictures(number));
    }

    /** Pixels of some pictures as the network's input. */
    static NDList list(NDManager manager, float[] pixels) {
        long count = pixels.length / (SIDE * SIDE);
        return new NDList(manager.create(pixels, new Shape(count, 1, SIDE, SIDE)));
    }

    /** What is seen at every site when the pictures pass. */
    Map<Site, Seen> seen(Lab lab) {
        Map<Site, Seen> seen = new LinkedHashMap<>();
        try (NDManager inside = lab.manager().newSubManager()) {
            Map<String, NDArray> weights = weights(inside);
            List<Site> activations = sites().stream().filter(site -> !site.isWeight()).toList();
            List<List<NDArray>> values = run(lab, weights, activations, inside);
            for (Site site : sites()) {
                List<NDArray> batches = new ArrayList<>();
                if (site.isWeight()) {
                    batches.add(weights.get(site.parameter().orElseThrow()));
                } else {
                    values.forEach(batch -> batches.add(batch.get(activations.indexOf(site))));
                }
                List<float[]> floats = batches.stream().map(NDArray::toFloatArray).toList();
                Shape shape = batches.get(0).getShape();
                seen.put(site, Seen.of(floats, shape, site.channelAxis(), lab.manager()));
            }
        }
        return seen;
    }

    private List<List<NDArray>> run(
            Lab lab, Map<String, NDArray> weights, List<Site> sites, NDManager inside) {
        List<String> names = sites.stream().map(this::value).toList();
        List<String> distinct = names.stream().distinct().toList();
        Graph all = new Graph("seen", graph.inputs(), graph.parameters(), graph.nodes(), distinct);
        List<List<NDArray>> batches = new ArrayList<>();
        try (Program program = lab.engine().compile(all, weights, Plan.EMPTY, Set.of())) {
            for (int i = 0; i < BATCHES; i++) {
                NDList outputs = program.run(inputs(inside, i));
                batches.add(names.stream().map(n -> outputs.get(distinct.indexOf(n))).toList());
            }
        }
        return batches;
    }

    private String value(Site site) {
        Node node =
                graph.nodes().stream()
                        .filter(n -> n.name().equals(site.node()))
                        .findFirst()
                        .orElseThrow();
        return site.place() instanceof Site.Read read ? node.input(read.index()) : node.output();
    }
}
