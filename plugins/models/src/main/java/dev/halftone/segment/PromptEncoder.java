package dev.halftone.segment;

import ai.djl.ndarray.types.DataType;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import java.util.stream.IntStream;

/**
 * Writes Segment Anything's prompt encoder down: positions become random Fourier features (Tancik
 * et al., arXiv:2006.10739), and what a point means adds a learned vector.
 */
final class PromptEncoder {
    private static final int MEANINGS = 4;

    private final GraphBuilder root;
    private final DecoderShape shape;

    PromptEncoder(GraphBuilder root, DecoderShape shape) {
        this.root = root;
        this.shape = shape;
        // A checkpoint holds these whether or not masks are given as prompts.
        root.parameter("no_mask_embed.weight", 1, shape.width());
        MaskPrompt.declare(root.at("mask_downscaling"), shape);
    }

    /** Points (P, K, 2) in pixels and their labels (P, K), as {@code Prompting} says: (P, K, C). */
    Value points(Value points, Value labels) {
        GraphBuilder g = root.at("point_embeddings");
        GraphBuilder pe = root.at("pe_layer");
        Value centred = pe.add(points, pe.scalar(0.5));
        Value unit = pe.divide(centred, pe.scalar(shape.frame()));
        Value x = Layers.slice(pe, unit, 2, 0, 1);
        Value y = Layers.slice(pe, unit, 2, 1, 2);
        Value label = Layers.unsqueeze(g, labels, 2);
        Value nothing = root.parameter("not_a_point_embed.weight", 1, shape.width());
        Value sum = chosen(g, label, -1, nothing, features(x, y));
        for (int i = 0; i < MEANINGS; i++) {
            Value meaning = root.parameter("point_embeddings." + i + ".weight", 1, shape.width());
            sum = g.add(sum, chosen(g, label, i, meaning, g.scalar(0)));
        }
        return sum;
    }

    private static Value chosen(GraphBuilder g, Value label, int is, Value then, Value otherwise) {
        return g.apply("Where", g.apply("Equal", label, g.scalar(is)), then, otherwise);
    }

    /** The positions of the image embedding's rows: (grid², C). */
    Value grid() {
        GraphBuilder g = root.at("pe_layer");
        int side = shape.grid();
        double[] centres = IntStream.range(0, side).mapToDouble(i -> (i + 0.5) / side).toArray();
        Value line = Layers.floats(g, centres);
        Value x = g.reshape(line, 1, side, 1);
        Value y = g.reshape(line, side, 1, 1);
        return g.reshape(features(x, y), -1, shape.width());
    }

    /** Sines, then cosines, of 2π (2x − 1, 2y − 1) · G, with x and y in 0 … 1. */
    private Value features(Value x, Value y) {
        GraphBuilder g = root.at("pe_layer");
        Value matrix = g.parameter("positional_encoding_gaussian_matrix", 2, shape.width() / 2);
        Value sum = g.add(along(g, x, matrix, 0), along(g, y, matrix, 1));
        Value angle = g.multiply(sum, g.scalar(2 * Math.PI));
        return g.concat(-1, g.apply("Sin", angle), g.apply("Cos", angle));
    }

    private static Value along(GraphBuilder g, Value x, Value matrix, int row) {
        Value signed = g.subtract(g.multiply(x, g.scalar(2)), g.scalar(1));
        return g.multiply(signed, g.pick(matrix, 0, row));
    }

    /** What is added to every place of the picture when no mask is given: (1, C). */
    Value noMask() {
        return root.parameter("no_mask_embed.weight", 1, shape.width());
    }

    /** A mask's logits (P, 1, 4·grid, 4·grid) as what is added to the picture: (P, grid², C). */
    Value mask(Value logits) {
        return MaskPrompt.write(root.at("mask_downscaling"), shape, logits);
    }

    /** The inputs that prompts come through. */
    static Value[] inputs(GraphBuilder g) {
        return new Value[] {
            g.input("points", DataType.FLOAT32, -1, -1, 2),
            g.input("labels", DataType.FLOAT32, -1, -1)
        };
    }
}
