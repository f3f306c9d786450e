package dev.halftone.segment;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import java.util.List;

/**
 * Writes Segment Anything's image encoder down (Kirillov et al., arXiv:2304.02643; Li et al.,
 * arXiv:2203.16527): a vision transformer whose blocks look at windows, a few of them at the whole
 * picture, and a neck of two convolutions. Pictures (1, 3, side, side) go in, the embedding (1,
 * width, grid, grid) comes out.
 */
final class SamEncoder {
    private static final double EPSILON = 1e-6;

    private final SamShape shape;

    private SamEncoder(SamShape shape) {
        this.shape = shape;
    }

    static Value write(GraphBuilder g, SamShape shape, Value image) {
        return new SamEncoder(shape).write(g, image);
    }

    private Value write(GraphBuilder g, Value image) {
        Value x = embedding(g.label("kind", "embedding"), image);
        for (int i = 0; i < shape.depth(); i++) {
            x = block(g.label("block", i).at("blocks." + i), x, shape.sight(i));
        }
        return neck(g.label("kind", "neck").at("neck"), g.transpose(x, 0, 3, 1, 2));
    }

    private Value embedding(GraphBuilder g, Value image) {
        int patch = shape.patch();
        GraphBuilder embed = g.at("patch_embed");
        Value patches =
                Layers.Conv.of(3, shape.width(), patch, patch).write(embed.at("proj"), image);
        Value rows = embed.transpose(patches, 0, 2, 3, 1);
        Value positions = g.parameter("pos_embed", 1, shape.grid(), shape.grid(), shape.width());
        return g.at("pos_embed").add(rows, positions);
    }

    /** The picture's rows and columns stay apart, so that windows can be cut out: (1, H, W, C). */
    private Value block(GraphBuilder g, Value x, int sight) {
        GraphBuilder norm = g.label("kind", "norm");
        GraphBuilder residual = g.label("kind", "residual");
        GraphBuilder attn = g.label("kind", "attention").at("attn");
        int width = shape.width();

        Value a = windows(attn, norm.layerNorm(x, "norm1", width, EPSILON), sight);
        a = new SamAttention(width, shape.heads(), sight).write(attn, a);
        Value y = residual.at("residual1").add(x, whole(attn, a, sight));

        Value m = norm.layerNorm(y, "norm2", width, EPSILON);
        GraphBuilder mlp = g.label("kind", "mlp").at("mlp");
        Value hidden = mlp.at("act").gelu(mlp.linear(m, "lin1", width, shape.mlp()));
        m = mlp.linear(hidden, "lin2", shape.mlp(), width);
        return residual.at("residual2").add(y, m);
    }

    /** Windows along one side, the last ones filled up with zeros. */
    private int count(int sight) {
        return (shape.grid() + sight - 1) / sight;
    }

    /** (1, H, W, C) as rows of each window: (windows, sight², C). */
    private Value windows(GraphBuilder g, Value x, int sight) {
        int count = count(sight);
        int more = count * sight - shape.grid();
        if (more > 0) {
            x = g.apply("Pad", x, g.integers(0, 0, 0, 0, 0, more, more, 0));
        }
        if (count > 1) {
            x = g.reshape(x, -1, count, sight, count, sight, shape.width());
            x = g.transpose(x, 0, 1, 3, 2, 4, 5);
        }
        return g.reshape(x, -1, (long) sight * sight, shape.width());
    }

    /** The other way, without what was filled up. */
    private Value whole(GraphBuilder g, Value x, int sight) {
        int count = count(sight);
        int side = count * sight;
        if (count > 1) {
            x = g.reshape(x, -1, count, count, sight, sight, shape.width());
            x = g.transpose(x, 0, 1, 3, 2, 4, 5);
        }
        x = g.reshape(x, -1, side, side, shape.width());
        if (side > shape.grid()) {
            Value from = g.integers(0, 0);
            Value to = g.integers(shape.grid(), shape.grid());
            x = g.apply("Slice", List.of(x, from, to, g.integers(1, 2)), Attributes.NONE);
        }
        return x;
    }

    private Value neck(GraphBuilder g, Value x) {
        int width = shape.decoder().width();
        x = Layers.Conv.of(shape.width(), width, 1, 1).withoutBias().write(g.at("0"), x);
        x = Layers.norm(g, x, "1", width);
        x = Layers.Conv.of(width, width, 3, 1).withoutBias().write(g.at("2"), x);
        return Layers.norm(g, x, "3", width);
    }
}
