package dev.halftone.network;

import ai.djl.ndarray.types.DataType;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import java.util.List;

/**
 * Writes a vision transformer down (Dosovitskiy et al., arXiv:2010.11929), with the parameter names
 * of timm's {@code VisionTransformer}: pre-norm blocks, class token, learned positions, exact GELU.
 * Images (batch, channels, side, side) go in, logits (batch, classes) come out.
 */
final class VitGraph {
    private static final double EPSILON = 1e-6;

    private final GraphBuilder root;
    private final VitShape shape;

    private VitGraph(String name, VitShape shape) {
        this.root = Graph.builder(name);
        this.shape = shape;
    }

    static Graph of(String name, VitShape shape) {
        return new VitGraph(name, shape).build();
    }

    private Graph build() {
        Value image =
                root.input(
                        "image",
                        DataType.FLOAT32,
                        -1,
                        shape.channels(),
                        shape.image(),
                        shape.image());
        Value x = embedding(root.label("kind", "embedding"), image);
        for (int i = 0; i < shape.depth(); i++) {
            x = block(root.label("block", i).at("blocks." + i), x);
        }
        x = root.label("kind", "norm").layerNorm(x, "norm", shape.width(), EPSILON);
        GraphBuilder g = root.label("kind", "head");
        Value token = g.at("head").pick(x, 1, 0);
        return root.build(g.linear(token, "head", shape.width(), shape.classes()));
    }

    private Value embedding(GraphBuilder g, Value image) {
        int width = shape.width();
        Value patches =
                g.conv(
                        image,
                        "patch_embed.proj",
                        shape.channels(),
                        width,
                        shape.patch(),
                        shape.patch(),
                        0);
        GraphBuilder embed = g.at("patch_embed");
        Value rows = embed.transpose(embed.reshape(patches, 0, 0, -1), 0, 2, 1);
        Value x = g.at("cls_token").concat(1, classToken(g, image), rows);
        return g.at("pos_embed").add(x, g.parameter("pos_embed", 1, shape.tokens(), width));
    }

    /** The same token before every picture's patches. */
    private Value classToken(GraphBuilder root, Value image) {
        GraphBuilder g = root.at("cls_token");
        Attributes batch = Attributes.of("start", 0).with("end", 1);
        Value size = g.apply("Shape", List.of(image), batch);
        Value to = g.concat(0, size, g.integers(1, shape.width()));
        return g.apply("Expand", root.parameter("cls_token", 1, 1, shape.width()), to);
    }

    private Value block(GraphBuilder g, Value x) {
        int width = shape.width();
        GraphBuilder norm = g.label("kind", "norm");
        GraphBuilder residual = g.label("kind", "residual");

        Value a = norm.layerNorm(x, "norm1", width, EPSILON);
        a = attention(g.label("kind", "attention").at("attn"), a);
        a = scaled(residual.at("ls1"), a);
        Value y = residual.at("residual1").add(x, a);

        Value m = norm.layerNorm(y, "norm2", width, EPSILON);
        m = mlp(g.label("kind", "mlp").at("mlp"), m);
        m = scaled(residual.at("ls2"), m);
        return residual.at("residual2").add(y, m);
    }

    private Value scaled(GraphBuilder g, Value x) {
        return shape.layerScale() ? g.multiply(x, g.parameter("gamma", shape.width())) : x;
    }

    /** Products first, then their scaling, so that scores are a site as hardware makes them. */
    private Value attention(GraphBuilder g, Value x) {
        int width = shape.width();
        int each = width / shape.heads();
        List<Value> qkv = g.split(g.linear(x, "qkv", width, 3L * width), 2, 3);
        Value query = g.transpose(byHead(g, qkv.get(0), each), 0, 2, 1, 3);
        Value key = g.transpose(byHead(g, qkv.get(1), each), 0, 2, 3, 1);
        Value value = g.transpose(byHead(g, qkv.get(2), each), 0, 2, 1, 3);

        Value scores = g.matmul(query, key);
        GraphBuilder scale = g.at("scale");
        scores = scale.multiply(scores, scale.scalar(1 / Math.sqrt(each)));
        Value context = g.matmul(g.at("softmax").softmax(scores, -1), value);

        Value joined = g.reshape(g.transpose(context, 0, 2, 1, 3), 0, 0, width);
        return g.linear(joined, "proj", width, width);
    }

    private Value byHead(GraphBuilder g, Value x, int each) {
        return g.reshape(x, 0, 0, shape.heads(), each);
    }

    private Value mlp(GraphBuilder g, Value x) {
        Value hidden = g.linear(x, "fc1", shape.width(), shape.mlp());
        return g.linear(g.at("act").gelu(hidden), "fc2", shape.mlp(), shape.width());
    }
}
