package dev.halftone.operator;

import dev.halftone.torchscript.Literals;
import java.util.List;
import java.util.Map;

/** Operators that lay data out anew: padding, repeating, blocks, triangles, ranges. */
final class Layouts {
    static final Map<String, Operator> OPERATORS =
            Map.ofEntries(
                    Map.entry("Flatten", Layouts::flatten),
                    Map.entry(
                            "Size", e -> e.give("torch.tensor(torch.numel(%s), dtype=4)", e.in(0))),
                    Map.entry("Tile", e -> e.give("torch.repeat(%s, %s)", e.in(0), e.ints(1))),
                    Map.entry("Trilu", Layouts::triangle),
                    Map.entry("Range", Layouts::range),
                    Map.entry("EyeLike", Layouts::eye),
                    Map.entry("CumSum", e -> running(e, "cumsum", 0)),
                    Map.entry("CumProd", e -> running(e, "cumprod", 1)),
                    Map.entry("Pad", Layouts::pad),
                    Map.entry("CenterCropPad", Layouts::centre),
                    Map.entry("DepthToSpace", e -> blocks(e, false)),
                    Map.entry("SpaceToDepth", e -> blocks(e, true)));

    private static final String PAD =
            """
            def surrounded(x: Tensor, pads: List[int], axes: List[int], value: Optional[Tensor]) -> Tensor:
              around = [0 for i in range(2 * torch.dim(x))]
              shape = torch.size(x)
              count = len(axes)
              for i in range(count):
                axis = torch.remainder(axes[i], torch.dim(x))
                at = 2 * (torch.dim(x) - 1 - axis)
                around[at] = pads[i]
                around[at + 1] = pads[count + i]
                shape[axis] = shape[axis] + pads[i] + pads[count + i]
              if value is None:
                if torch.numel(x) == 0:
                  r = torch.zeros(shape, dtype=x.dtype, device=x.device)
                else:
                  r = torch.constant_pad_nd(x, around, 0)
              elif torch.numel(x) == 0:
                r = torch.full(shape, torch.item(value), dtype=x.dtype, device=x.device)
              else:
                r = torch.constant_pad_nd(x, around, torch.item(value))
              return r
            def pad(x: Tensor, pads: List[int], some: List[int], mode: str, value: Optional[Tensor]) -> Tensor:
              axes = some
              if len(axes) == 0:
                axes = [i for i in range(torch.floordiv(len(pads), 2))]
              r = x
              if mode == "constant":
                r = __torch__.surrounded(x, pads, axes, value)
              else:
                for i in range(len(axes)):
                  n = torch.size(r, axes[i])
                  at = torch.arange(0 - pads[i], n + pads[len(axes) + i], dtype=4, device=x.device)
                  if mode == "wrap":
                    at = torch.remainder(at, ops.prim.max(n, 1))
                  elif mode == "reflect":
                    last = ops.prim.max(n - 1, 1)
                    at = torch.remainder(at, 2 * last)
                    at = torch.sub(last, torch.abs(torch.sub(at, last)))
                  r = torch.index_select(r, axes[i], torch.clamp(at, 0, ops.prim.max(n - 1, 0)))
              return r
            """;

    private Layouts() {}

    private static void flatten(Emission e) {
        String helper =
                e.helper(
                        "flatten",
                        """
                        def flatten(x: Tensor, axis: int) -> Tensor:
                          at = axis
                          if at < 0:
                            at = at + torch.dim(x)
                          rows = 1
                          columns = 1
                          for i in range(torch.dim(x)):
                            if i < at:
                              rows = rows * torch.size(x, i)
                            else:
                              columns = columns * torch.size(x, i)
                          return torch.reshape(x, [rows, columns])
                        """);
        e.give("%s(%s, %d)", helper, e.in(0), e.attributes().integer("axis", 1));
    }

    private static void triangle(Emission e) {
        String function = e.attributes().integer("upper", 1) == 1 ? "triu" : "tril";
        e.give("torch.%s(%s, %s)", function, e.in(0), e.has(1) ? e.integer(1) : "0");
    }

    /** The number of elements is rounded up, so that the limit is never reached. */
    private static void range(Emission e) {
        String helper =
                e.helper(
                        "progression",
                        """
                        def progression(start: Tensor, limit: Tensor, step: Tensor) -> Tensor:
                          a = torch.reshape(start, annotate(List[int], []))
                          d = torch.reshape(step, annotate(List[int], []))
                          span = torch.sub(torch.reshape(limit, annotate(List[int], [])), a)
                          steps = torch.div(torch.to(span, 7), torch.to(d, 7))
                          n = ops.prim.max(int(torch.ceil(steps)), 0)
                          i = torch.arange(n, dtype=4, device=start.device)
                          return torch.add(a, torch.mul(torch.to(i, start.dtype), d))
                        """);
        e.give("%s(%s, %s, %s)", helper, e.in(0), e.in(1), e.in(2));
    }

    private static void eye(Emission e) {
        String helper =
                e.helper(
                        "eye_like",
                        """
                        def eye_like(x: Tensor, k: int, type: int) -> Tensor:
                          i = torch.unsqueeze(torch.arange(torch.size(x, 0), dtype=4, device=x.device), 1)
                          j = torch.unsqueeze(torch.arange(torch.size(x, 1), dtype=4, device=x.device), 0)
                          return torch.to(torch.eq(torch.sub(j, i), k), type)
                        """);
        String type =
                e.attributes().has("dtype")
                        ? e.type(e.attributes().integer("dtype", 1))
                        : e.in(0) + ".dtype";
        e.give("%s(%s, %d, %s)", helper, e.in(0), e.attributes().integer("k", 0), type);
    }

    /** Exclusive: each element is left out of its own result. */
    private static void running(Emission e, String function, int nothing) {
        String helper =
                e.helper(
                        function,
                        """
                        def NAME(x: Tensor, axis: int, exclusive: bool, reverse: bool) -> Tensor:
                          r = x
                          if reverse:
                            r = torch.flip(r, [axis])
                          if exclusive:
                            first = torch.full_like(torch.slice(r, axis, 0, 1, 1), NOTHING)
                            r = torch.cat([first, torch.slice(r, axis, 0, -1, 1)], axis)
                          r = torch.NAME(r, axis, dtype=x.dtype)
                          if reverse:
                            r = torch.flip(r, [axis])
                          return r
                        """
                                .replace("NAME", function)
                                .replace("NOTHING", "" + nothing));
        e.give(
                "%s(%s, %s, %s, %s)",
                helper,
                e.in(0),
                e.known(1).isPresent() ? e.integer(1) : e.ints(1) + "[0]",
                Literals.of(e.attributes().integer("exclusive", 0) == 1),
                Literals.of(e.attributes().integer("reverse", 0) == 1));
    }

    /** Negative padding cuts off. */
    private static void pad(Emission e) {
        String mode = e.word("mode", "constant");
        String axes = e.has(3) ? e.ints(3) : "annotate(List[int], [])";
        String helper = e.helper("pad", PAD);
        e.give("%s(%s, %s, %s, %s, %s)", helper, e.in(0), e.ints(1), axes, mode, e.optional(2));
    }

    private static void centre(Emission e) {
        e.helper("pad", PAD);
        String helper =
                e.helper(
                        "centre",
                        """
                        def centre(x: Tensor, sizes: List[int], axes: List[int]) -> Tensor:
                          before = annotate(List[int], [])
                          after = annotate(List[int], [])
                          for i in range(len(sizes)):
                            axis = i
                            if len(axes) > 0:
                              axis = axes[i]
                            more = sizes[i] - torch.size(x, axis)
                            left = torch.floordiv(more, 2)
                            if more < 0:
                              left = 0 - torch.floordiv(0 - more, 2)
                            _ = torch.append(before, left)
                            _ = torch.append(after, more - left)
                          return __torch__.pad(x, before + after, axes, "constant", None)
                        """);
        String axes = Literals.of(e.attributes().integers("axes").orElse(List.of()));
        e.give("%s(%s, %s, %s)", helper, e.in(0), e.ints(1), axes);
    }

    private static void blocks(Emission e, boolean down) {
        long size = e.attributes().integer("blocksize", 1);
        boolean columns = e.attributes().text("mode", "DCR").equals("CRD");
        String n = e.let("torch.size(%s)", e.in(0));
        if (down) {
            String cut =
                    "torch.reshape(%s, [%s[0], %s[1], torch.floordiv(%s[2], %d), %d, torch.floordiv(%s[3], %d), %d])";
            String parts = e.let(cut, e.in(0), n, n, n, size, size, n, size, size);
            String order = columns ? "[0, 1, 3, 5, 2, 4]" : "[0, 3, 5, 1, 2, 4]";
            e.give(
                    "torch.reshape(torch.permute(%s, %s), [%s[0], %s[1] * %d, torch.floordiv(%s[2], %d), torch.floordiv(%s[3], %d)])",
                    parts, order, n, n, size * size, n, size, n, size);
            return;
        }
        String depth = "torch.floordiv(" + n + "[1], " + size * size + ")";
        String shape =
                columns
                        ? "[%s[0], %s, %d, %d, %s[2], %s[3]]".formatted(n, depth, size, size, n, n)
                        : "[%s[0], %d, %d, %s, %s[2], %s[3]]".formatted(n, size, size, depth, n, n);
        String parts = e.let("torch.reshape(%s, %s)", e.in(0), shape);
        String order = columns ? "[0, 1, 4, 2, 5, 3]" : "[0, 3, 4, 1, 5, 2]";
        e.give(
                "torch.reshape(torch.permute(%s, %s), [%s[0], %s, %s[2] * %d, %s[3] * %d])",
                parts, order, n, depth, n, size, n, size);
    }
}
