package dev.halftone.operator;

import dev.halftone.torchscript.Literals;
import java.util.List;
import java.util.Map;

/** Attention without a softmax, one token after the other; what it has seen is a matrix. */
final class LinearAttending {
    static final Map<String, Operator> OPERATORS = Map.of("LinearAttention", LinearAttending::emit);

    private static final List<String> RULES = List.of("linear", "gated", "delta", "gated_delta");

    /** Heads of a head's features, tokens first: (tokens, batch, heads, features). */
    private static final String HEADS =
            """
            def tokens_first(x: Tensor, heads: int) -> Tensor:
              n = torch.size(x)
              return torch.permute(torch.reshape(x, [n[0], n[1], heads, -1]), [1, 0, 2, 3])
            """;

    private static final String ATTEND =
            """
            def linear_attention(q: Tensor, k: Tensor, v: Tensor, past: Optional[Tensor], decay: Optional[Tensor], beta: Optional[Tensor], heads: int, keys: int, scale: float) -> List[Tensor]:
              qs = __torch__.tokens_first(q, heads)
              ks = torch.unsqueeze(__torch__.tokens_first(k, keys), -1)
              vs = torch.unsqueeze(__torch__.tokens_first(v, keys), -2)
              factor = scale
              if factor == 0.0:
                factor = 1.0 / torch.sqrt(torch.size(qs, 3))
              s = torch.new_zeros(q, [torch.size(q, 0), keys, torch.size(ks, 3), torch.size(vs, 4)])
              if past is not None:
                s = past
              ys = annotate(List[Tensor], [])
              for t in range(torch.size(q, 1)):
                key = torch.select(ks, 0, t)
                value = torch.select(vs, 0, t)
                if decay is not None:
                  s = s * torch.unsqueeze(torch.exp(torch.select(__torch__.tokens_first(decay, keys), 0, t)), -1)
                if beta is not None:
                  rate = torch.unsqueeze(torch.select(__torch__.tokens_first(beta, torch.size(beta, 2)), 0, t), -1)
                  value = rate * (value - torch.sum(s * key, [2], True))
                s = s + key * value
                read = torch.repeat_interleave(s, torch.floordiv(heads, keys), 1)
                y = torch.matmul(torch.unsqueeze(torch.select(qs, 0, t), -2), read)
                _ = torch.append(ys, torch.reshape(y * factor, [torch.size(q, 0), -1]))
              return [torch.stack(ys, 1), s]
            """;

    private LinearAttending() {}

    private static void emit(Emission e) {
        String rule = e.attributes().text("update_rule", "gated_delta");
        if (!RULES.contains(rule)
                || rule.startsWith("gated") != e.has(4)
                || rule.endsWith("delta") != e.has(5)) {
            throw e.unsupported("has inputs that its update rule '" + rule + "' does not take");
        }
        e.helper("tokens_first", HEADS);
        String made =
                e.let(
                        "%s(%s, %s, %s, %s, %s, %s, %d, %d, %s)",
                        e.helper("linear_attention", ATTEND),
                        e.in(0),
                        e.in(1),
                        e.in(2),
                        e.optional(3),
                        e.optional(4),
                        e.optional(5),
                        e.attributes().integer("q_num_heads", 1),
                        e.attributes().integer("kv_num_heads", 1),
                        Literals.of(e.attributes().real("scale", 0)));
        for (int i = 0; i < e.node().outputs().size(); i++) {
            e.line("%s = %s[%d]", e.out(i), made, i);
        }
    }
}
