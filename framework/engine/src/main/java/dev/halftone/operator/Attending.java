package dev.halftone.operator;

import dev.halftone.torchscript.Literals;
import java.util.Map;

/** Attention with relative positions, in pieces that fit the cache. */
final class Attending {
    static final Map<String, Operator> OPERATORS =
            Map.of("halftone.PositionedAttention", Attending::positioned);

    /**
     * Query (B, h, N, d), key (B, h, d, N), value (B, h, N, d), what the positions add by rows (B,
     * h, N, R, 1) and by columns (B, h, N, 1, C) of the N = R · C keys. Several heads at a time
     * where they are small, else some queries of one head. With a grid, its scale and the ends of
     * its codes without zero point.
     */
    private static final String POSITIONED =
            """
            def positioned(q: Tensor, k: Tensor, v: Tensor, scale: Tensor, rows: Tensor, columns: Tensor, grid: Optional[Tensor], low: float, high: float) -> Tensor:
              n = torch.size(q, 2)
              heads = torch.size(q, 0) * torch.size(q, 1)
              r = torch.size(rows, 3)
              c = torch.size(columns, 4)
              q3 = torch.reshape(torch.mul(q, scale), [heads, n, -1])
              k3 = torch.reshape(k, [heads, -1, n])
              v3 = torch.reshape(v, [heads, n, -1])
              r3 = torch.reshape(rows, [heads, n, r, 1])
              c3 = torch.reshape(columns, [heads, n, 1, c])
              out = torch.empty([heads, n, torch.size(v3, 2)], dtype=v.dtype, device=v.device)
              some = ops.prim.min(heads, ops.prim.max(1, torch.floordiv(1048576, n * n)))
              most = ops.prim.min(n, ops.prim.max(1, torch.floordiv(1048576, n)))
              for i in range(torch.floordiv(heads + some - 1, some)):
                a = i * some
                b = ops.prim.min(a + some, heads)
                for j in range(torch.floordiv(n + most - 1, most)):
                  s = j * most
                  e = ops.prim.min(s + most, n)
                  x = torch.bmm(torch.slice(torch.slice(q3, 0, a, b, 1), 1, s, e, 1), torch.slice(k3, 0, a, b, 1))
                  y = torch.view(x, [b - a, e - s, r, c])
                  _ = torch.add_(y, torch.slice(torch.slice(r3, 0, a, b, 1), 1, s, e, 1))
                  _ = torch.add_(y, torch.slice(torch.slice(c3, 0, a, b, 1), 1, s, e, 1))
                  p = torch.softmax(x, -1)
                  if grid is not None:
                    p = torch.mul_(torch.clamp_(torch.round_(torch.div_(p, grid)), low, high), grid)
                  p = torch.bmm(p, torch.slice(v3, 0, a, b, 1))
                  _ = torch.copy_(torch.slice(torch.slice(out, 0, a, b, 1), 1, s, e, 1), p)
              return torch.reshape(out, torch.size(v))
            """;

    private Attending() {}

    private static void positioned(Emission e) {
        double zero = e.has(7) ? e.known(7).orElseThrow().values().get(0) : 0;
        e.give(
                "%s(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
                e.helper("positioned", POSITIONED),
                e.in(0),
                e.in(1),
                e.in(2),
                e.in(3),
                e.in(4),
                e.in(5),
                e.optional(6),
                Literals.of(e.attributes().real("low", 0) - zero),
                Literals.of(e.attributes().real("high", 255) - zero));
    }
}
