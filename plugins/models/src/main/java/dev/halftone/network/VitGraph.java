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
 * Images (batch, channels, side, side) go in, logits (batch, classes) come out. A distilled one
 * (Touvron et al., arXiv:2012.12877) has a second token with a head of its own, and answers with
 * the mean of both. Where the mean of the patches answers, its norm is {@code fc_norm}.
 */
final class VitGraph {
    private final GraphBuilder root;
    private final VitShape shape;
    private final Variant variant;

    private VitGraph(String name, VitShape shape) {
        this.root = Graph.builder(name);
        this.shape = shape;
        this.variant = shape.variant();
    }

    static Graph of(String name, VitShape shape) {
        return new VitGraph(name, shape).build();
    }

    private Graph build() {
        int width = shape.width();
        Value image =
                root.input(
                        "image",
                        DataType.FLOAT32,
                        -1,
                        shape.channels(),
                        shape.image(),
                        shape.image());
        Value x = embedding(root.label("kind", "embedding"), image);
        VitBlock block =
                new VitBlock(
                        width,
                        shape.heads(),
                        shape.mlp(),
                        variant.qkvBias(),
                        variant.layerScale(),
                        false);
        for (int i = 0; i < shape.depth(); i++) {
            x = block.write(root.label("block", i).at("blocks." + i), x);
        }
        GraphBuilder norm = root.label("kind", "norm");
        GraphBuilder head = root.label("kind", "head");
        if (variant.pooled()) {
            Value mean = mean(head.at("pool"), x);
            mean = norm.layerNorm(mean, "fc_norm", width, VitBlock.EPSILON);
            return root.build(head(head, mean, "head"));
        }
        return root.build(answer(head, norm.layerNorm(x, "norm", width, VitBlock.EPSILON)));
    }

    private Value mean(GraphBuilder g, Value x) {
        Value from = g.integers(variant.before());
        Value patches = g.apply("Slice", x, from, g.integers(Long.MAX_VALUE), g.integers(1));
        return g.apply("ReduceMean", List.of(patches, g.integers(1)), Attributes.of("keepdims", 0));
    }

    private Value answer(GraphBuilder g, Value x) {
        Value logits = head(g, g.at("head").pick(x, 1, 0), "head");
        if (!variant.secondHead()) {
            return logits;
        }
        GraphBuilder mean = g.at("mean");
        Value sum = mean.add(logits, head(g, g.at("head_dist").pick(x, 1, 1), "head_dist"));
        return mean.multiply(sum, mean.scalar(0.5));
    }

    private Value head(GraphBuilder g, Value token, String name) {
        int wide = variant.representation();
        if (wide == 0) {
            return g.linear(token, name, shape.width(), shape.classes());
        }
        GraphBuilder before = g.at("pre_logits");
        Value seen = before.apply("Tanh", before.linear(token, "fc", shape.width(), wide));
        return g.linear(seen, name, wide, shape.classes());
    }

    private Value embedding(GraphBuilder g, Value image) {
        int width = shape.width();
        Value x = patches(g, image, shape.channels(), width, shape.patch());
        return variant.placed()
                ? placed(g, withTokens(g, image, x))
                : withTokens(g, image, placed(g, x));
    }

    private Value withTokens(GraphBuilder g, Value image, Value x) {
        int width = shape.width();
        if (variant.distilled()) {
            x = g.at("dist_token").concat(1, token(g, "dist_token", image, width), x);
        }
        if (variant.classToken()) {
            x = g.at("cls_token").concat(1, token(g, "cls_token", image, width), x);
        }
        return x;
    }

    private Value placed(GraphBuilder g, Value x) {
        int width = shape.width();
        int before = variant.positions();
        int learned = shape.learned();
        Value positions = g.parameter("pos_embed", 1, before + (long) learned * learned, width);
        GraphBuilder at = g.at("pos_embed");
        if (learned != shape.grid()) {
            positions =
                    shape.resizing().resized(at, positions, before, learned, shape.grid(), width);
        }
        return at.add(x, positions);
    }

    /** A picture's patches as tokens: (batch, patches, width). */
    static Value patches(GraphBuilder g, Value image, int channels, int width, int patch) {
        Value patches = g.conv(image, "patch_embed.proj", channels, width, patch, patch, 0);
        GraphBuilder embed = g.at("patch_embed");
        return embed.transpose(embed.reshape(patches, 0, 0, -1), 0, 2, 1);
    }

    /** The same token before every picture's patches. */
    static Value token(GraphBuilder root, String name, Value image, int width) {
        GraphBuilder g = root.at(name);
        Attributes batch = Attributes.of("start", 0).with("end", 1);
        Value size = g.apply("Shape", List.of(image), batch);
        Value to = g.concat(0, size, g.integers(1, width));
        return g.apply("Expand", root.parameter(name, 1, 1, width), to);
    }
}
