package dev.halftone.operator;

import dev.halftone.graph.Attributes;
import dev.halftone.torchscript.Literals;
import java.util.Map;

/**
 * Attention of codes, some heads or queries at a time: scores stay in the cache, and nothing is
 * rearranged. Inputs: codes of query, key and value (B, N, h, d), and if there are relative
 * positions, what they add to the scores by rows (B, h, N, R, 1) and by columns (B, h, N, 1, C) of
 * the R · C keys. Output: (B, N, h, d), codes where {@code out_high} says so, float32 otherwise.
 */
final class IntegerAttending {
    static final Map<String, Operator> OPERATORS =
            Map.of("halftone.IntegerAttention", IntegerAttending::attention);

    /**
     * All heads of one image after another, or all images of one head, whichever are more; fewer
     * where their scores are many, and then some queries at a time. Probabilities become codes in
     * one pass, which multiplies them with the reciprocal of their step; sums with the values, too.
     */
    private static final String NUMBERS =
            """
            def by_heads(x: Tensor, zero: float, shape: List[int], order: List[int]) -> Tensor:
              return torch.sub_(torch.to(torch.permute(torch.expand(x, shape), order), 6, False, False, 0), zero)
            def piece(x: Tensor, i: int, a: int, b: int, s: int, e: int) -> Tensor:
              return torch.slice(torch.slice(torch.select(x, 0, i), 0, a, b, 1), 1, s, e, 1)
            def coded(x: Tensor, step: float, zero: float, high: float) -> Tensor:
              q = torch.quantize_per_tensor(x, step, int(zero), 13)
              r = torch.set_(torch.empty([0], dtype=0, device=x.device), q, 0, torch.size(q), torch.stride(q))
              if high < 255.0:
                r = torch.clamp_(r, 0, int(high))
              return r
            def landed(sums: Tensor, scale: float, zero: float, high: float) -> Tensor:
              if high < 0.0:
                r = torch.mul_(sums, scale)
              else:
                r = __torch__.coded(sums, 1.0 / scale, zero, high)
              return r
            def attended_numbers(q: Tensor, k: Tensor, v: Tensor, zeros: List[float], scale: float, most: int, positions: List[Tensor], wary: bool, step: float, zero: float, high: float, scale2: float, most2: int, zero2: float, high2: float) -> Tensor:
              images = ops.prim.max(torch.size(q, 0), ops.prim.max(torch.size(k, 0), torch.size(v, 0)))
              heads = ops.prim.max(torch.size(q, 2), ops.prim.max(torch.size(k, 2), torch.size(v, 2)))
              order = [0, 2, 1, 3]
              if images > heads:
                order = [2, 0, 1, 3]
              shape = [images, -1, heads, -1]
              q4 = __torch__.by_heads(q, zeros[0], shape, order)
              k4 = torch.transpose(__torch__.by_heads(k, zeros[1], shape, order), 2, 3)
              v4 = __torch__.by_heads(v, zeros[2], shape, order)
              places = annotate(List[Tensor], [])
              for i in range(len(positions)):
                place = torch.expand(positions[i], [images, heads, -1, -1, -1])
                if images > heads:
                  place = torch.transpose(place, 0, 1)
                _ = torch.append(places, place)
              n = torch.size(q, 1)
              kind = 6
              if high2 >= 0.0:
                kind = 0
              out = torch.empty([images, n, heads, torch.size(v, 3)], dtype=kind, device=q.device)
              o4 = torch.permute(out, order)
              all = torch.size(q4, 1)
              keys = ops.prim.max(1, torch.size(k, 1))
              some = ops.prim.max(1, torch.floordiv(524288, ops.prim.max(1, n * keys)))
              rows = ops.prim.max(1, torch.floordiv(524288, keys))
              for i in range(torch.size(q4, 0)):
                for j in range(torch.floordiv(all + some - 1, some)):
                  a = j * some
                  b = ops.prim.min(a + some, all)
                  for l in range(torch.floordiv(n + rows - 1, rows)):
                    f = l * rows
                    t = ops.prim.min(f + rows, n)
                    x = __torch__.whole_matmul(__torch__.piece(q4, i, a, b, f, t), torch.slice(torch.select(k4, 0, i), 0, a, b, 1), most)
                    if len(places) == 0:
                      x = torch.mul_(x, scale)
                    else:
                      y = torch.add(__torch__.piece(places[0], i, a, b, f, t), __torch__.piece(places[1], i, a, b, f, t))
                      x = torch.add_(torch.reshape(y, torch.size(x)), x, alpha=scale)
                    p = torch.softmax(x, -1)
                    if wary and bool(torch.any(torch.isnan(p))):
                      ops.prim.RaiseException("a value is not a number (NaN)")
                    p = torch.copy_(p, __torch__.coded(p, step, zero, high))
                    if zero != 0.0:
                      p = torch.sub_(p, zero)
                    y = __torch__.whole_matmul(p, torch.slice(torch.select(v4, 0, i), 0, a, b, 1), most2)
                    _ = torch.copy_(__torch__.piece(o4, i, a, b, f, t), __torch__.landed(y, scale2, zero2, high2))
              return out
            """;

    /** The int8 kernels take a head at a time, which pays where keys are many. */
    private static final String ATTENDED =
            """
            def attended(q: Tensor, k: Tensor, v: Tensor, zeros: List[float], scale: float, most: int, positions: List[Tensor], step: float, zero: float, high: float, scale2: float, most2: int, zero2: float, high2: float, bytes: bool) -> Tensor:
              keys = torch.size(k, 1)
              wary = len(positions) > 0 and not q.is_cuda
              if wary:
                wary = not __torch__.modest(positions)
              if bytes and keys > most2 and keys <= 32768 and torch.size(q, 3) <= 512 and not wary:
                r = __torch__.attended_bytes(q, k, v, zeros, scale, positions, step, zero, high, scale2, zero2, high2)
              else:
                r = __torch__.attended_numbers(q, k, v, zeros, scale, most, positions, wary, step, zero, high, scale2, most2, zero2, high2)
              return r
            """;

    private IntegerAttending() {}

    private static void attention(Emission e) {
        Attributes a = e.attributes();
        IntegerProducts.multiplied(e);
        e.helper("attended_numbers", NUMBERS);
        ByteAttending.attended(e);
        String zeros =
                "[%s, %s, %s]"
                        .formatted(
                                Codes.number(e, "q_zero"),
                                Codes.number(e, "k_zero"),
                                Codes.number(e, "v_zero"));
        String positions =
                e.has(3) ? "[%s, %s]".formatted(e.in(3), e.in(4)) : "annotate(List[Tensor], [])";
        e.give(
                "%s(%s, %s, %s, %s, %s, %d, %s, %s, %s, %s, %s, %d, %s, %s, %s)",
                e.helper("attended", ATTENDED),
                e.in(0),
                e.in(1),
                e.in(2),
                zeros,
                Literals.of(a.real("scores_scale", 1)),
                a.integer("scores_terms", 0),
                positions,
                Literals.of(a.real("step", 1)),
                Codes.number(e, "zero"),
                Codes.number(e, "high"),
                Literals.of(a.real("scale", 1)),
                a.integer("terms", 0),
                Codes.number(e, "out_zero"),
                Literals.of(a.real("out_high", -1)),
                Literals.of(a.integer("bytes", 0) == 1));
    }
}
