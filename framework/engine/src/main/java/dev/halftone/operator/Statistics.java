package dev.halftone.operator;

import dev.halftone.graph.Attributes;
import dev.halftone.torchscript.Literals;
import java.util.Map;

/** Operators of our own that look at a tensor and make a few numbers of it. */
final class Statistics {
    static final Map<String, Operator> OPERATORS =
            Map.of(
                    "halftone.Extremes", Statistics::extremes,
                    "halftone.Counts", e -> counts(e, false),
                    "halftone.Magnitudes", e -> counts(e, true),
                    "halftone.Sample", Statistics::sample,
                    "halftone.SiteError", Statistics::error);

    private static final String PARTS =
            """
            def parts(x: Tensor, kind: str, axis: int, size: int, weight: bool) -> Tensor:
              if kind == "channel":
                r = torch.movedim(x, axis, 0)
                r = torch.reshape(r, [torch.size(r, 0), -1])
              elif kind == "group":
                r = __torch__.groups(x, size)
                if weight:
                  r = torch.reshape(r, [-1, size])
                else:
                  r = torch.movedim(r, -2, 0)
                  r = torch.reshape(r, [torch.size(r, 0), -1])
              else:
                r = torch.reshape(x, [1, -1])
              return r
            """;
    private static final String EXTREMES =
            """
            def extremes(x: Tensor) -> Tensor:
              return torch.stack([torch.amin(x, [1]), torch.amax(x, [1])], 0)
            """;

    /** Of the whole; the library's aminmax takes longer than these two. */
    private static final String ENDS =
            """
            def ends(x: Tensor) -> Tensor:
              return torch.reshape(torch.stack([torch.amin(x), torch.amax(x)], 0), [2, 1])
            """;

    /**
     * Rows of {@code bins} are (low, width); width 0 asks for bins that fit. Which bin a value
     * falls into is computed in float32: one that lies on an edge to six digits may fall on either
     * side. One bin more at either end takes what so falls out. Bins are numbered in 16 bits, since
     * the library counts short numbers three times as fast as long ones.
     */
    private static final String COUNTS =
            """
            def counts(x: Tensor, ends: Tensor, bins: Tensor, row: int, magnitudes: bool) -> Tensor:
              a = float(torch.select(torch.select(ends, 0, 0), 0, 0))
              b = float(torch.select(torch.select(ends, 0, 1), 0, 0))
              if magnitudes:
                b = ops.prim.max(abs(a), abs(b))
                a = a * 0.
              low = float(torch.select(torch.select(bins, 0, row), 0, 0))
              width = float(torch.select(torch.select(bins, 0, row), 0, 1))
              if width == 0.:
                low = a
                width = (b - a) / 2048. * 1.000000001
              if width == 0.:
                width = ops.prim.max(abs(a), 1.) * 0.0009765625
              first = 0
              n = 0
              if b - a < float('inf'):
                while (b - low) / width - (a - low) / width > 4096. or ops.prim.max(abs(a - low), abs(b - low)) / width > 1000000000.:
                  width = width * 2.
                first = int(torch.floor((a - low) / width))
                n = int(torch.floor((b - low) / width)) - first + 1
              total = torch.zeros([n + 2], dtype=4, device=x.device)
              base = low + first * width
              near = abs(base) < 65536. * width
              c = torch.full([], 1. - base / width, dtype=6, device=x.device)
              y = x
              if torch.is_contiguous(x):
                y = torch.reshape(x, [-1])
              each = torch.floordiv(torch.numel(y), torch.size(y, 0))
              rows = ops.prim.min(ops.prim.max(torch.floordiv(131072, each), 1), torch.size(y, 0))
              z = torch.empty([rows * each], dtype=6, layout=None, device=x.device)
              q = torch.empty([rows * each], dtype=2, layout=None, device=x.device)
              for i in range(torch.floordiv(torch.size(y, 0) + rows - 1, rows)):
                if n > 0:
                  p = torch.slice(y, 0, i * rows, (i + 1) * rows, 1)
                  u = torch.slice(z, 0, 0, torch.numel(p), 1)
                  v = torch.slice(q, 0, 0, torch.numel(p), 1)
                  r = torch.reshape(u, torch.size(p))
                  if magnitudes:
                    p = torch.abs(p, out=r)
                  if near:
                    _ = torch.add(c, p, alpha=1. / width, out=r)
                  else:
                    _ = torch.mul_(torch.add(p, torch.full_like(c, -base), alpha=1., out=r), 1. / width)
                    _ = torch.clamp_(torch.add_(u, 1), 0, n + 1)
                  total = torch.add_(total, torch.bincount(torch.copy_(v, u), None, n + 2))
              inner = torch.to(torch.slice(total, 0, 1, n + 1, 1), 7)
              if n > 0:
                _ = torch.add_(torch.select(inner, 0, 0), torch.select(total, 0, 0))
                _ = torch.add_(torch.select(inner, 0, -1), torch.select(total, 0, -1))
              head = torch.tensor([low, width, float(first)], dtype=7, device=x.device)
              return torch.cat([head, inner], 0)
            """;

    private static final String SAMPLE =
            """
            def sample(x: Tensor, weight: bool) -> Tensor:
              m = torch.size(x, 1)
              n = m
              if not weight:
                n = ops.prim.min(m, ops.prim.max(1, torch.floordiv(65536, torch.size(x, 0))))
              r = x
              if n < m:
                at = torch.floor_divide(torch.mul(torch.arange(n, dtype=4, device=x.device), m), n)
                r = torch.index_select(x, 1, at)
              return torch.clone(r)
            """;
    private static final String ERROR =
            """
            def site_error(a: Tensor, g: Tensor, b: Tensor) -> Tensor:
              x = torch.reshape(a, [-1])
              own = torch.reshape(g, [-1])
              y = torch.reshape(b, [-1])
              n = torch.numel(x)
              sums = torch.zeros([5], dtype=7, device=a.device)
              for i in range(torch.floordiv(n + 262143, 262144)):
                u = torch.to(torch.slice(x, 0, i * 262144, (i + 1) * 262144, 1), 7)
                o = torch.to(torch.slice(own, 0, i * 262144, (i + 1) * 262144, 1), 7)
                v = torch.to(torch.slice(y, 0, i * 262144, (i + 1) * 262144, 1), 7)
                s = torch.sum(torch.square(u))
                t = torch.sum(torch.square(torch.sub(u, o)))
                d = torch.sum(torch.square(torch.sub(u, v)))
                p = torch.sum(torch.mul(u, v))
                e = torch.sum(torch.square(v))
                sums = torch.add(sums, torch.stack([s, t, d, p, e], 0))
              least, most = torch.aminmax(x)
              count = torch.full([], n, dtype=7, device=a.device)
              head = torch.stack([torch.to(least, 7), torch.to(most, 7), count], 0)
              return torch.cat([head, sums], 0)
            """;

    private Statistics() {}

    private static String parts(Emission e) {
        Attributes a = e.attributes();
        String kind = a.text("parts", "tensor");
        boolean weight = a.integer("weight", 0) == 1;
        e.helper("groups", FakeQuantize.GROUPS);
        return e.let(
                "%s(%s, \"%s\", %d, %d, %s)",
                e.helper("parts", PARTS),
                e.in(0),
                kind,
                a.integer("axis", 0),
                a.integer("group", 0),
                Literals.of(weight));
    }

    private static void extremes(Emission e) {
        if (e.attributes().text("parts", "tensor").equals("tensor")) {
            e.give("%s(%s)", e.helper("ends", ENDS), e.in(0));
        } else {
            e.give("%s(%s)", e.helper("extremes", EXTREMES), parts(e));
        }
    }

    private static void counts(Emission e, boolean magnitudes) {
        long row = e.attributes().integer("row", 0);
        String helper = e.helper("counts", COUNTS);
        String kind = Literals.of(magnitudes);
        e.give("%s(%s, %s, %s, %d, %s)", helper, e.in(0), e.in(1), e.in(2), row, kind);
    }

    private static void sample(Emission e) {
        String weight = Literals.of(e.attributes().integer("weight", 0) == 1);
        e.give("%s(%s, %s)", e.helper("sample", SAMPLE), parts(e), weight);
    }

    private static void error(Emission e) {
        String helper = e.helper("site_error", ERROR);
        e.give("%s(%s, %s, %s)", helper, e.in(0), e.in(1), e.in(2));
    }
}
