package dev.halftone.operator;

/**
 * Attention of codes with the library's int8 kernels, for so many keys that float32 no longer sums
 * exactly. Some queries of one head at a time.
 *
 * <p>These kernels want signed bytes where codes are unsigned: with k − z = (k − 128) + (128 − z),
 * what the last term gives is the same for all scores of a query, and softmax does not see it. For
 * probabilities p and values v it is worked out, p − 128 and v − 128 being the bytes; columns of
 * ones beside the values give the sums of p − 128.
 */
final class ByteAttending {
    private static final String BYTES =
            """
            def modest(positions: List[Tensor]) -> bool:
              r = True
              for i in range(len(positions)):
                if not float(torch.sum(torch.abs(positions[i]))) < 1e+30:
                  r = False
              return r
            def signed_by_heads(x: Tensor, shape: List[int]) -> Tensor:
              y = torch.to(torch.permute(torch.expand(x, shape), [0, 2, 1, 3]), 2, False, False, 0)
              return torch.to(torch.sub_(y, 128), 1)
            def signed_bytes(p: Tensor, step: float, zero: int, high: int) -> Tensor:
              q = torch.quantize_per_tensor(p, step, zero - 128, 12)
              r = torch.set_(torch.empty([0], dtype=1, device=p.device), q, 0, torch.size(q), torch.stride(q))
              if high < 255:
                r = torch.clamp_(r, -128, high - 128)
              return r
            def attended_bytes(q: Tensor, k: Tensor, v: Tensor, zeros: List[float], scale: float, positions: List[Tensor], step: float, zero: float, high: float, scale2: float, zero2: float, high2: float) -> Tensor:
              images = ops.prim.max(torch.size(q, 0), ops.prim.max(torch.size(k, 0), torch.size(v, 0)))
              heads = ops.prim.max(torch.size(q, 2), ops.prim.max(torch.size(k, 2), torch.size(v, 2)))
              shape = [images, -1, heads, -1]
              q4 = torch.contiguous(torch.permute(torch.expand(q, shape), [0, 2, 1, 3]))
              k4 = __torch__.signed_by_heads(k, shape)
              v4 = __torch__.signed_by_heads(v, shape)
              places = annotate(List[Tensor], [])
              for i in range(len(positions)):
                _ = torch.append(places, torch.expand(positions[i], [images, heads, -1, -1, -1]))
              n = torch.size(q, 1)
              keys = torch.size(k, 1)
              d = torch.size(v, 3)
              kind = 6
              if high2 >= 0.0:
                kind = 0
              out = torch.empty([images, n, heads, d], dtype=kind, device=q.device)
              o4 = torch.permute(out, [0, 2, 1, 3])
              one = torch.ones([1], dtype=6)
              none = torch.zeros([1], dtype=3)
              ones = torch.ones([keys, 16], dtype=1)
              lowest = int(zeros[0])
              e = 128 - int(zero)
              f = 128 - int(zeros[2])
              rows = ops.prim.max(1, torch.floordiv(524288, keys))
              for i in range(images):
                for j in range(heads):
                  w = ops.onednn.qlinear_prepack(torch.select(torch.select(k4, 0, i), 0, j), None)
                  u = torch.select(torch.select(v4, 0, i), 0, j)
                  more = torch.add_(torch.mul_(torch.sum(u, [0], False, dtype=3), e), e * f * keys)
                  u = torch.cat([u, ones], 1)
                  for l in range(torch.floordiv(n + rows - 1, rows)):
                    a = l * rows
                    b = ops.prim.min(a + rows, n)
                    x = torch.slice(torch.select(torch.select(q4, 0, i), 0, j), 0, a, b, 1)
                    if len(places) == 0:
                      y = ops.onednn.qlinear_pointwise(x, scale, lowest, w, one, none, None, 1.0, 0, 6, "none", annotate(List[Optional[number]], []), "none")
                    else:
                      r = torch.slice(torch.select(torch.select(places[0], 0, i), 0, j), 0, a, b, 1)
                      c = torch.slice(torch.select(torch.select(places[1], 0, i), 0, j), 0, a, b, 1)
                      y = torch.reshape(torch.add(r, c), [b - a, keys])
                      y = ops.onednn.qlinear_pointwise(x, scale, lowest, w, one, none, y, None, 1.0, 0, 6, 1.0, 0, "sum", 1.0, "none", annotate(List[Optional[number]], []), "none")
                    p = __torch__.signed_bytes(torch.softmax(y, -1), step, int(zero), int(high))
                    m = torch._int_mm(p, u)
                    t = torch.add(torch.slice(m, 1, 0, d, 1), more)
                    t = torch.add_(t, torch.slice(m, 1, d, d + 1, 1), alpha=f)
                    _ = torch.copy_(torch.slice(torch.select(torch.select(o4, 0, i), 0, j), 0, a, b, 1), __torch__.landed(torch.to(t, 6), scale2, zero2, high2))
              return out
            """;

    private ByteAttending() {}

    /** Writes the functions down. */
    static void attended(Emission e) {
        e.helper("attended_bytes", BYTES);
    }
}
