package dev.halftone.operator;

import dev.halftone.graph.Attributes;
import dev.halftone.torchscript.Literals;
import java.util.Map;

/**
 * Attention of codes, some heads at a time: scores stay in the cache, and nothing is rearranged.
 * Inputs: codes of query, key and value (B, N, h, d), the scale of the probabilities. Output: (B,
 * N, h, d), float32.
 */
final class IntegerAttending {
    static final Map<String, Operator> OPERATORS =
            Map.of("halftone.IntegerAttention", IntegerAttending::attention);

    /**
     * All heads of one image after another, or all images of one head, whichever are more; fewer
     * where their scores are many.
     */
    private static final String ATTENDED =
            """
            def by_heads(x: Tensor, zero: float, shape: List[int], order: List[int]) -> Tensor:
              return torch.sub_(torch.to(torch.permute(torch.expand(x, shape), order), 6, False, False, 0), zero)
            def attended(q: Tensor, k: Tensor, v: Tensor, zeros: List[float], scale: float, most: int, s: Tensor, zero: float, high: float, way: int, scale2: float, most2: int) -> Tensor:
              images = ops.prim.max(torch.size(q, 0), ops.prim.max(torch.size(k, 0), torch.size(v, 0)))
              heads = ops.prim.max(torch.size(q, 2), ops.prim.max(torch.size(k, 2), torch.size(v, 2)))
              order = [0, 2, 1, 3]
              if images > heads:
                order = [2, 0, 1, 3]
              shape = [images, -1, heads, -1]
              q4 = __torch__.by_heads(q, zeros[0], shape, order)
              k4 = torch.transpose(__torch__.by_heads(k, zeros[1], shape, order), 2, 3)
              v4 = __torch__.by_heads(v, zeros[2], shape, order)
              out = torch.empty([images, torch.size(q, 1), heads, torch.size(v, 3)], dtype=6, device=q.device)
              o4 = torch.permute(out, order)
              all = torch.size(q4, 1)
              some = ops.prim.max(1, torch.floordiv(524288, ops.prim.max(1, torch.size(q, 1) * torch.size(k, 1))))
              for i in range(torch.size(q4, 0)):
                for j in range(torch.floordiv(all + some - 1, some)):
                  a = j * some
                  b = ops.prim.min(a + some, all)
                  x = __torch__.whole_matmul(torch.slice(torch.select(q4, 0, i), 0, a, b, 1), torch.slice(torch.select(k4, 0, i), 0, a, b, 1), most)
                  p = torch.softmax(torch.mul_(x, scale), -1)
                  _ = torch.clamp_(__torch__.rounded(p, s, zero, way, p), -zero, high - zero)
                  y = __torch__.whole_matmul(p, torch.slice(torch.select(v4, 0, i), 0, a, b, 1), most2)
                  _ = torch.copy_(torch.slice(torch.select(o4, 0, i), 0, a, b, 1), torch.mul_(y, scale2))
              return out
            """;

    private IntegerAttending() {}

    private static void attention(Emission e) {
        Attributes a = e.attributes();
        IntegerProducts.multiplied(e);
        Codes.rounded(e);
        String zeros =
                "[%s, %s, %s]"
                        .formatted(
                                Codes.number(e, "q_zero"),
                                Codes.number(e, "k_zero"),
                                Codes.number(e, "v_zero"));
        e.give(
                "%s(%s, %s, %s, %s, %s, %d, %s, %s, %s, %d, %s, %d)",
                e.helper("attended", ATTENDED),
                e.in(0),
                e.in(1),
                e.in(2),
                zeros,
                Literals.of(a.real("scores_scale", 1)),
                a.integer("scores_terms", 0),
                e.in(3),
                Codes.number(e, "zero"),
                Codes.number(e, "high"),
                Codes.way(e),
                Literals.of(a.real("scale", 1)),
                a.integer("terms", 0));
    }
}
