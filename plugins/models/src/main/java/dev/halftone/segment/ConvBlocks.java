package dev.halftone.segment;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.segment.Layers.Conv;
import java.util.List;

/**
 * EfficientViT's convolutional blocks: a convolution, then a batch norm or a bias, then a GELU
 * (tanh) or nothing. A layer of a block is known by the labels {@code layer} and {@code kind}.
 */
final class ConvBlocks {
    private static final double EPSILON = 1e-6;

    private ConvBlocks() {}

    /** A convolution without bias, a batch norm and perhaps a GELU. */
    static Value layer(GraphBuilder g, Value x, Conv conv, boolean active) {
        Value y = conv.withoutBias().write(g.at("conv"), x);
        return active
                ? gelu(g, norm(g.at("norm"), y, conv.out()))
                : norm(g.at("norm"), y, conv.out());
    }

    /** A convolution with a bias instead of a norm, and a GELU. */
    static Value bare(GraphBuilder g, Value x, Conv conv) {
        return gelu(g, conv.write(g.at("conv"), x));
    }

    private static Value first(GraphBuilder g, Value x, Conv conv, boolean bare) {
        return bare ? bare(g, x, conv) : layer(g, x, conv, true);
    }

    static Value gelu(GraphBuilder g, Value x) {
        return Layers.apply(g.at("act"), "Gelu", "approximate", "tanh", x);
    }

    private static Value norm(GraphBuilder g, Value x, long channels) {
        List<Value> inputs =
                List.of(
                        x,
                        g.parameter("weight", channels),
                        g.parameter("bias", channels),
                        g.parameter("running_mean", channels),
                        g.parameter("running_var", channels));
        return g.apply("BatchNormalization", inputs, Attributes.of("epsilon", EPSILON));
    }

    private static GraphBuilder labelled(GraphBuilder g, int layer, String kind) {
        return g.label("layer", layer).label("kind", kind);
    }

    /** Two 3 × 3 convolutions. */
    static Value res(GraphBuilder g, Value x, int width) {
        Conv conv = Conv.of(width, width, 3, 1);
        Value y = layer(labelled(g, 0, "res").at("conv1"), x, conv, true);
        return layer(labelled(g, 1, "res").at("conv2"), y, conv, false);
    }

    /** Wider with a 3 × 3 convolution, back with a 1 × 1 one. */
    static Value fused(GraphBuilder g, Value x, int in, int out, int expand, int stride) {
        int mid = in * expand;
        GraphBuilder spatial = labelled(g, 0, "fmb-spatial").at("spatial_conv");
        Value y = layer(spatial, x, Conv.of(in, mid, 3, stride), true);
        return layer(
                labelled(g, 1, "fmb-point").at("point_conv"), y, Conv.of(mid, out, 1, 1), false);
    }

    /**
     * Wider with a 1 × 1 convolution, along the picture with a depthwise one, back with a 1 × 1
     * one.
     *
     * @param from number of the first layer in its block
     */
    static Value inverted(
            GraphBuilder g,
            Value x,
            int in,
            int out,
            int expand,
            int stride,
            boolean bare,
            int from) {
        int mid = in * expand;
        GraphBuilder open = labelled(g, from, "mb-expand").at("inverted_conv");
        Value y = first(open, x, Conv.of(in, mid, 1, 1), bare);
        GraphBuilder along = labelled(g, from + 1, "mb-depthwise").at("depth_conv");
        y = first(along, y, new Conv(mid, mid, 3, stride, mid, true), bare);
        GraphBuilder back = labelled(g, from + 2, "mb-project").at("point_conv");
        return layer(back, y, Conv.of(mid, out, 1, 1), false);
    }
}
