package dev.halftone.operator;

import dev.halftone.torchscript.Literals;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Operators that move data or ask for its shape. */
final class Shapes {
    static final Map<String, Operator> OPERATORS =
            Map.ofEntries(
                    Map.entry("Reshape", Shapes::reshape),
                    Map.entry("Transpose", Shapes::transpose),
                    Map.entry("Concat", Shapes::concat),
                    Map.entry("Split", Shapes::split),
                    Map.entry("Gather", Shapes::gather),
                    Map.entry("Slice", Shapes::slice),
                    Map.entry("Squeeze", Shapes::squeeze),
                    Map.entry("Unsqueeze", Shapes::unsqueeze),
                    Map.entry("Expand", Shapes::expand),
                    Map.entry("Shape", Shapes::shape),
                    Map.entry("Constant", Shapes::constant));

    private static final String DIMENSIONS =
            """
            def dimensions(x: Tensor, wish: List[int]) -> List[int]:
              r = annotate(List[int], [])
              for i in range(torch.len(wish)):
                d = wish[i]
                if d == 0:
                  d = torch.size(x, i)
                _ = torch.append(r, d)
              return r
            """;
    private static final String SLICE =
            """
            def slices(x: Tensor, starts: List[int], ends: List[int], axes: List[int], steps: List[int]) -> Tensor:
              r = x
              for i in range(torch.len(starts)):
                axis = axes[i]
                n = torch.size(r, axis)
                step = steps[i]
                start = starts[i]
                end = ends[i]
                if start < 0:
                  start = start + n
                if end < 0:
                  end = end + n
                if step > 0:
                  start = ops.prim.min(ops.prim.max(start, 0), n)
                  end = ops.prim.max(ops.prim.min(end, n), start)
                  r = torch.slice(r, axis, start, end, step)
                else:
                  start = ops.prim.max(ops.prim.min(start, n - 1), -1)
                  end = ops.prim.max(ops.prim.min(end, start), -1)
                  at = torch.arange(start, end, step, dtype=4, device=x.device)
                  r = torch.index_select(r, axis, at)
              return r
            """;

    private static final String COUNTING =
            """
            def counting(n: int) -> List[int]:
              r = annotate(List[int], [])
              for i in range(n):
                _ = torch.append(r, i)
              return r
            """;

    private Shapes() {}

    private static void reshape(Emission e) {
        boolean zeros = e.attributes().integer("allowzero", 0) == 0;
        boolean plain = e.known(1).filter(c -> !c.integers().contains(0L)).isPresent();
        if (!zeros || plain) {
            e.give("torch.reshape(%s, %s)", e.in(0), e.ints(1));
            return;
        }
        String helper = e.helper("dimensions", DIMENSIONS);
        e.give("torch.reshape(%s, %s(%s, %s))", e.in(0), helper, e.in(0), e.ints(1));
    }

    private static void transpose(Emission e) {
        Optional<List<Long>> given = e.attributes().integers("perm");
        if (given.isPresent()) {
            e.give("torch.permute(%s, %s)", e.in(0), Literals.of(given.get()));
        } else {
            String rank = "torch.dim(" + e.in(0) + ")";
            String order = e.helper("counting", COUNTING) + "(" + rank + ")";
            e.give("torch.permute(%s, torch.slice(%s, None, None, -1))", e.in(0), order);
        }
    }

    private static void concat(Emission e) {
        e.give("torch.cat(%s, %d)", e.all(), e.attributes().integer("axis", 0));
    }

    /** Sizes from the second input, or as many equal parts as outputs, the last one smaller. */
    private static void split(Emission e) {
        long axis = e.attributes().integer("axis", 0);
        int count = e.node().outputs().size();
        String parts;
        if (e.has(1)) {
            parts = e.let("torch.split_with_sizes(%s, %s, %d)", e.in(0), e.ints(1), axis);
        } else {
            String size =
                    e.let(
                            "torch.floordiv(torch.size(%s, %d) + %d, %d)",
                            e.in(0), axis, count - 1, count);
            parts = e.let("torch.split(%s, %s, %d)", e.in(0), size, axis);
        }
        for (int i = 0; i < count; i++) {
            e.line("%s = %s[%d]", e.out(i), parts, i);
        }
    }

    private static void gather(Emission e) {
        long axis = e.attributes().integer("axis", 0);
        Optional<Constant> index = e.known(1).filter(Constant::isScalar);
        if (index.isPresent()) {
            long at = index.get().integers().get(0);
            e.give("torch.select(%s, %d, %d)", e.in(0), axis, at);
            return;
        }
        String helper =
                e.helper(
                        "gather",
                        """
                        def gather(x: Tensor, at: Tensor, axis: int) -> Tensor:
                          n = torch.size(x, axis)
                          if axis < 0:
                            axis = axis + torch.dim(x)
                          flat = torch.to(torch.reshape(at, [-1]), x.device)
                          flat = torch.where(torch.lt(flat, 0), torch.add(flat, n), flat)
                          r = torch.index_select(x, axis, flat)
                          shape = torch.slice(torch.size(x), 0, axis, 1)
                          shape = torch.add(shape, torch.size(at))
                          shape = torch.add(shape, torch.slice(torch.size(x), axis + 1, 9223372036854775807, 1))
                          return torch.reshape(r, shape)
                        """);
        e.give("%s(%s, %s, %d)", helper, e.in(0), e.in(1), axis);
    }

    /** Without known bounds, or with a step other than one, a function sorts it out. */
    private static void slice(Emission e) {
        Optional<Constant> axes = e.has(3) ? e.known(3) : e.known(1).map(Shapes::positions);
        boolean plain =
                e.known(1).isPresent()
                        && e.known(2).isPresent()
                        && axes.isPresent()
                        && (!e.has(4)
                                || e.known(4).filter(c -> onlyOnes(c.integers())).isPresent());
        if (plain) {
            slice(e, axes.get().integers());
            return;
        }
        String starts = e.let("%s", e.ints(1));
        String count = "torch.len(" + starts + ")";
        String along = e.has(3) ? e.ints(3) : e.helper("counting", COUNTING) + "(" + count + ")";
        String steps = e.has(4) ? e.ints(4) : "torch.mul([1], " + count + ")";
        String helper = e.helper("slices", SLICE);
        e.give("%s(%s, %s, %s, %s, %s)", helper, e.in(0), starts, e.ints(2), along, steps);
    }

    private static void slice(Emission e, List<Long> axes) {
        List<Long> starts = e.known(1).orElseThrow().integers();
        List<Long> ends = e.known(2).orElseThrow().integers();
        String x = e.in(0);
        for (int i = 0; i < axes.size(); i++) {
            x = e.let("torch.slice(%s, %d, %d, %d, 1)", x, axes.get(i), starts.get(i), ends.get(i));
        }
        e.give("%s", x);
    }

    private static Constant positions(Constant starts) {
        int count = starts.values().size();
        List<Double> places = IntStream.range(0, count).mapToObj(i -> (double) i).toList();
        return new Constant(true, List.of((long) count), places);
    }

    private static boolean onlyOnes(List<Long> steps) {
        return steps.stream().allMatch(step -> step == 1);
    }

    private static void squeeze(Emission e) {
        if (e.has(1)) {
            e.give("torch.squeeze(%s, %s)", e.in(0), e.ints(1));
        } else {
            e.give("torch.squeeze(%s)", e.in(0));
        }
    }

    private static void unsqueeze(Emission e) {
        String helper =
                e.helper(
                        "unsqueeze",
                        """
                        def unsqueeze(x: Tensor, axes: List[int]) -> Tensor:
                          rank = torch.dim(x) + torch.len(axes)
                          places = annotate(List[int], [])
                          for i in range(torch.len(axes)):
                            axis = axes[i]
                            if axis < 0:
                              axis = axis + rank
                            _ = torch.append(places, axis)
                          torch.sort(places)
                          r = x
                          for i in range(torch.len(places)):
                            r = torch.unsqueeze(r, places[i])
                          return r
                        """);
        e.give("%s(%s, %s)", helper, e.in(0), e.ints(1));
    }

    private static void expand(Emission e) {
        String helper =
                e.helper(
                        "expand",
                        """
                        def expand(x: Tensor, wish: List[int]) -> Tensor:
                          rank = ops.prim.max(torch.dim(x), torch.len(wish))
                          shape = annotate(List[int], [])
                          for i in range(rank):
                            at = i - rank + torch.len(wish)
                            of = i - rank + torch.dim(x)
                            d = 1
                            if at >= 0:
                              d = wish[at]
                            if of >= 0:
                              d = ops.prim.max(d, torch.size(x, of))
                            _ = torch.append(shape, d)
                          return torch.expand(x, shape)
                        """);
        e.give("%s(%s, %s)", helper, e.in(0), e.ints(1));
    }

    private static void shape(Emission e) {
        long start = e.attributes().integer("start", 0);
        long end = e.attributes().integer("end", Long.MAX_VALUE);
        e.give(
                "torch.tensor(torch.slice(torch.size(%s), %d, %d, 1), dtype=4)",
                e.in(0), start, end);
    }

    /** Numbers written into the graph. */
    private static void constant(Emission e) {
        Constant value =
                Constants.of(e.node())
                        .orElseThrow(() -> e.unsupported("holds a value of an unknown kind"));
        String numbers =
                value.whole()
                        ? Literals.of(value.integers())
                        : "["
                                + String.join(
                                        ", ", value.values().stream().map(Literals::of).toList())
                                + "]";
        int type = value.whole() ? ElementTypes.INT64 : ElementTypes.FLOAT32;
        String shape = Literals.of(value.shape());
        // Whole numbers are mostly shapes, which live where shapes are computed.
        String device = value.whole() ? "" : ", device=" + e.device();
        e.give("torch.reshape(torch.tensor(%s, dtype=%d%s), %s)", numbers, type, device, shape);
    }
}
