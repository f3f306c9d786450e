package dev.halftone.network;

import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import java.util.List;

/**
 * A vision transformer's block: attention, then an MLP, each after a norm and added to what was
 * there. Tokens are (batch, tokens, width).
 *
 * @param width of the residual stream
 * @param heads of the attention
 * @param mlp width of the hidden layer
 * @param qkvBias whether query, key and value have a bias
 * @param layerScale whether each branch has a factor per channel
 * @param gated whether the MLP is a SwiGLU (Shazeer, arXiv:2002.05202) instead of a GELU's
 */
record VitBlock(int width, int heads, int mlp, boolean qkvBias, boolean layerScale, boolean gated) {
    static final double EPSILON = 1e-6;

    Value write(GraphBuilder g, Value x) {
        GraphBuilder norm = g.label("kind", "norm");
        GraphBuilder residual = g.label("kind", "residual");

        Value a = norm.layerNorm(x, "norm1", width, EPSILON);
        a = attention(g.label("kind", "attention").at("attn"), a);
        a = scaled(residual.at("ls1"), a);
        Value y = residual.at("residual1").add(x, a);

        Value m = norm.layerNorm(y, "norm2", width, EPSILON);
        GraphBuilder inner = g.label("kind", "mlp").at("mlp");
        m = gated ? gatedMlp(inner, m) : mlp(inner, m);
        m = scaled(residual.at("ls2"), m);
        return residual.at("residual2").add(y, m);
    }

    private Value scaled(GraphBuilder g, Value x) {
        return layerScale ? g.multiply(x, g.parameter("gamma", width)) : x;
    }

    /** Products first, then their scaling, so that scores are a site as hardware makes them. */
    private Value attention(GraphBuilder g, Value x) {
        int each = width / heads;
        List<Value> qkv = g.split(qkv(g, x), 2, 3);
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

    private Value qkv(GraphBuilder g, Value x) {
        if (qkvBias) {
            return g.linear(x, "qkv", width, 3L * width);
        }
        GraphBuilder at = g.at("qkv");
        return at.matmul(x, at.transpose(at.parameter("weight", 3L * width, width), 1, 0));
    }

    private Value byHead(GraphBuilder g, Value x, int each) {
        return g.reshape(x, 0, 0, heads, each);
    }

    private Value mlp(GraphBuilder g, Value x) {
        Value hidden = g.linear(x, "fc1", width, mlp);
        return g.linear(g.at("act").gelu(hidden), "fc2", mlp, width);
    }

    private Value gatedMlp(GraphBuilder g, Value x) {
        List<Value> both = g.split(g.linear(x, "w12", width, 2L * mlp), 2, 2);
        GraphBuilder act = g.at("act");
        Value open = act.multiply(both.get(0), act.apply("Sigmoid", both.get(0)));
        return g.linear(act.multiply(open, both.get(1)), "w3", mlp, width);
    }
}
