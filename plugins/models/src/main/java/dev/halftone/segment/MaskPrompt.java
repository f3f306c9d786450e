package dev.halftone.segment;

import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;

/** Makes a mask that is given as a prompt as small as the image embedding, and as deep. */
final class MaskPrompt {
    private MaskPrompt() {}

    static Value write(GraphBuilder g, DecoderShape shape, Value logits) {
        int channels = shape.maskChannels();
        Value x = first(shape).write(g.at("0"), logits);
        x = g.at("2").gelu(Layers.norm(g, x, "1", channels / 4));
        x = second(shape).write(g.at("3"), x);
        x = g.at("5").gelu(Layers.norm(g, x, "4", channels));
        return Layers.rows(g, third(shape).write(g.at("6"), x));
    }

    /** Its parameters, for a graph that may not read them. */
    static void declare(GraphBuilder g, DecoderShape shape) {
        int channels = shape.maskChannels();
        first(shape).declare(g.at("0"));
        second(shape).declare(g.at("3"));
        third(shape).declare(g.at("6"));
        g.at("1").parameter("weight", channels / 4);
        g.at("1").parameter("bias", channels / 4);
        g.at("4").parameter("weight", channels);
        g.at("4").parameter("bias", channels);
    }

    private static Layers.Conv first(DecoderShape shape) {
        return Layers.Conv.of(1, shape.maskChannels() / 4, 2, 2);
    }

    private static Layers.Conv second(DecoderShape shape) {
        return Layers.Conv.of(shape.maskChannels() / 4, shape.maskChannels(), 2, 2);
    }

    private static Layers.Conv third(DecoderShape shape) {
        return Layers.Conv.of(shape.maskChannels(), shape.width(), 1, 1);
    }
}
