package dev.halftone.segment;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.segment.Layers.Conv;
import java.util.List;

/**
 * EfficientViT's linear attention at two scales (Cai et al., arXiv:2205.14756): q·(kᵀ·v) over
 * q·(kᵀ·1), with ReLU in place of a softmax, so that its cost grows with the number of places and
 * not with its square.
 *
 * @param width channels
 * @param scale kernel of the second scale
 */
record LiteMla(int width, int scale) {
    private static final int EACH = 32;
    private static final double EPSILON = 1e-15;

    Value write(GraphBuilder block, Value x) {
        GraphBuilder g = block.label("layer", 0).label("kind", "qkv");
        int three = 3 * width;
        Value qkv = Conv.of(width, three, 1, 1).withoutBias().write(g.at("qkv.conv"), x);
        Conv along = new Conv(three, three, scale, 1, three, false);
        Value wide = along.write(g.at("aggreg.0.0"), qkv);
        Conv mix = new Conv(three, three, 1, 1, 3L * width / EACH, false);
        Value other = mix.write(g.at("aggreg.0.1"), wide);

        GraphBuilder core = block.label("layer", 1).label("kind", "attention");
        Value seen = attend(core, core.concat(1, qkv, other), x);

        GraphBuilder proj = block.label("layer", 2).label("kind", "proj").at("proj");
        return ConvBlocks.layer(proj, seen, Conv.of(2L * width, width, 1, 1), false);
    }

    /** Channels before places, so that nothing has to be moved: (B, heads, 32, H·W). */
    private Value attend(GraphBuilder g, Value qkv, Value like) {
        Value heads = g.reshape(qkv, 0, 2L * width / EACH, 3 * EACH, -1);
        List<Value> parts = g.split(heads, 2, 3);
        Value query = g.at("query").relu(parts.get(0));
        Value key = g.transpose(g.at("key").relu(parts.get(1)), 0, 1, 3, 2);
        Value value = onesBelow(g.at("value"), parts.get(2));

        Value context = g.at("kv").matmul(value, key);
        Value both = g.at("qkv_product").matmul(context, query);
        Value above = Layers.slice(g, both, 2, 0, EACH);
        Value below = Layers.slice(g, both, 2, EACH, EACH + 1);
        GraphBuilder quotient = g.at("quotient");
        Value seen = quotient.divide(above, quotient.add(below, quotient.scalar(EPSILON)));
        Value size = g.apply("Shape", List.of(like), Attributes.of("start", 2));
        Value to = g.concat(0, g.integers(0, 2L * width), size);
        return g.apply("Reshape", seen, to);
    }

    private static Value onesBelow(GraphBuilder g, Value x) {
        Value pads = g.integers(0, 0, 0, 0, 0, 0, 1, 0);
        return g.apply("Pad", x, pads, g.scalar(1));
    }
}
