package dev.halftone.segment;

import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;

/**
 * Writes the mask decoder's transformer down: tokens look at each other and at the picture, and the
 * picture looks at the tokens. Tokens are (P, T, C); the picture's rows are (1, grid², C) for as
 * long as they do not depend on the prompt, then (P, grid², C).
 */
final class TwoWay {
    private final DecoderShape shape;
    private final Value tokens;
    private final Value positions;

    /** Both sides as they are after a block. */
    private record State(Value queries, Value keys) {}

    private TwoWay(DecoderShape shape, Value tokens, Value positions) {
        this.shape = shape;
        this.tokens = tokens;
        this.positions = positions;
    }

    /**
     * @param tokens what the decoder asks with, and their own positions
     * @param picture the image embedding's rows
     * @param positions of these rows
     * @return tokens and picture
     */
    static Value[] write(
            GraphBuilder g, DecoderShape shape, Value tokens, Value picture, Value positions) {
        TwoWay transformer = new TwoWay(shape, tokens, positions);
        State state = new State(tokens, picture);
        for (int i = 0; i < shape.depth(); i++) {
            GraphBuilder layer = g.label("block", i).at("layers." + i);
            state = transformer.block(layer, state, i == 0);
        }
        GraphBuilder last = g.at("final_attn_token_to_image");
        Value seen = transformer.tokenToImage(last, state);
        Value queries = last.at("residual").add(state.queries, seen);
        return new Value[] {transformer.norm(g, queries, "norm_final_attn"), state.keys};
    }

    private State block(GraphBuilder g, State state, boolean first) {
        Value queries = norm(g, themselves(g, state.queries, first), "norm1");
        Value seen =
                tokenToImage(g.at("cross_attn_token_to_image"), new State(queries, state.keys));
        queries = norm(g, g.at("residual2").add(queries, seen), "norm2");
        queries = norm(g, g.at("residual3").add(queries, mlp(g.at("mlp"), queries)), "norm3");
        Value back = imageToToken(g.at("cross_attn_image_to_token"), queries, state.keys);
        Value keys = norm(g, g.at("residual4").add(state.keys, back), "norm4");
        return new State(queries, keys);
    }

    private Value norm(GraphBuilder g, Value x, String name) {
        return g.label("kind", "norm").layerNorm(x, name, shape.width(), shape.epsilon());
    }

    /** The first block's tokens are positions and nothing else yet: no sum is made. */
    private Value themselves(GraphBuilder g, Value queries, boolean first) {
        GraphBuilder attention = g.at("self_attn");
        if (first) {
            return attend(attention, queries, queries, queries, shape.width());
        }
        Value placed = attention.at("positions").add(queries, tokens);
        Value seen = attend(attention, placed, placed, queries, shape.width());
        return g.at("residual1").add(queries, seen);
    }

    private Value tokenToImage(GraphBuilder g, State state) {
        Value query = g.at("query_positions").add(state.queries, tokens);
        Value key = g.at("key_positions").add(state.keys, positions);
        return attend(g, query, key, state.keys, shape.width() / shape.squeeze());
    }

    private Value imageToToken(GraphBuilder g, Value queries, Value keys) {
        Value query = g.at("query_positions").add(keys, positions);
        Value key = g.at("key_positions").add(queries, tokens);
        return attend(g, query, key, queries, shape.width() / shape.squeeze());
    }

    private Value mlp(GraphBuilder g, Value x) {
        GraphBuilder mlp = g.label("kind", "mlp");
        Value hidden = mlp.at("act").relu(mlp.linear(x, "lin1", shape.width(), shape.mlp()));
        return mlp.linear(hidden, "lin2", shape.mlp(), shape.width());
    }

    private Value attend(GraphBuilder at, Value q, Value k, Value v, int inner) {
        GraphBuilder g = at.label("kind", "attention");
        int each = inner / shape.heads();
        Value query = g.transpose(projected(g, q, "q_proj", inner), 0, 2, 1, 3);
        Value key = g.transpose(projected(g, k, "k_proj", inner), 0, 2, 3, 1);
        Value value = g.transpose(projected(g, v, "v_proj", inner), 0, 2, 1, 3);
        Value scores = g.matmul(query, key);
        GraphBuilder scale = g.at("scale");
        scores = scale.multiply(scores, scale.scalar(1 / Math.sqrt(each)));
        Value context = g.matmul(g.at("softmax").softmax(scores, -1), value);
        Value joined = g.reshape(g.transpose(context, 0, 2, 1, 3), 0, 0, inner);
        return g.linear(joined, "out_proj", inner, shape.width());
    }

    private Value projected(GraphBuilder g, Value x, String name, int inner) {
        Value all = g.linear(x, name, shape.width(), inner);
        return g.reshape(all, 0, 0, shape.heads(), inner / shape.heads());
    }
}
