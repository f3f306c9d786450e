package dev.halftone.operator;

import dev.halftone.torchscript.Literals;
import java.util.Map;

/** Operators that read from and write to places given by indices; negative ones count backwards. */
final class Indexing {
    static final Map<String, Operator> OPERATORS =
            Map.ofEntries(
                    Map.entry("GatherElements", Indexing::gatherElements),
                    Map.entry("GatherND", Indexing::gatherMany),
                    Map.entry("ScatterElements", Indexing::scatterElements),
                    Map.entry("ScatterND", Indexing::scatterMany),
                    Map.entry("TensorScatter", Indexing::tensorScatter),
                    Map.entry("OneHot", Indexing::oneHot),
                    Map.entry("TopK", Indexing::topK),
                    Map.entry("NonZero", e -> e.give("torch.t(torch.nonzero(%s))", e.in(0))),
                    Map.entry("Compress", Indexing::compress),
                    Map.entry("ReverseSequence", Indexing::reverseSequence));

    private static final String WRAPPED =
            """
            def wrapped(at: Tensor, n: int) -> Tensor:
              i = torch.to(at, 4)
              return torch.where(torch.lt(i, 0), torch.add(i, n), i)
            """;

    /**
     * Positions in the flattened leading dimensions of a tuple of indices in the last dimension.
     */
    private static final String PLACES =
            """
            def places(at: Tensor, sizes: List[int]) -> Tensor:
              r = torch.zeros(torch.slice(torch.size(at), 0, -1, 1), dtype=4, device=at.device)
              for i in range(len(sizes)):
                r = torch.add(torch.mul(r, sizes[i]), __torch__.wrapped(torch.select(at, -1, i), sizes[i]))
              return r
            """;

    private static final String COUNT =
            """
            def count(sizes: List[int]) -> int:
              n = 1
              for i in range(len(sizes)):
                n = n * sizes[i]
              return n
            """;

    private Indexing() {}

    private static void helpers(Emission e) {
        e.helper("wrapped", WRAPPED);
        e.helper("places", PLACES);
        e.helper("count", COUNT);
    }

    private static void gatherElements(Emission e) {
        long axis = e.attributes().integer("axis", 0);
        String at = e.helper("wrapped", WRAPPED);
        String size = "torch.size(" + e.in(0) + ", " + axis + ")";
        e.give("torch.gather(%s, %d, %s(%s, %s))", e.in(0), axis, at, e.in(1), size);
    }

    private static void gatherMany(Emission e) {
        helpers(e);
        String helper =
                e.helper(
                        "gather_many",
                        """
                        def gather_many(x: Tensor, at: Tensor, batch: int) -> Tensor:
                          k = torch.size(at, -1)
                          n = torch.size(x)
                          lots = __torch__.count(n[:batch])
                          sizes = n[batch:batch + k]
                          rest = n[batch + k:]
                          rows = torch.reshape(x, [lots, __torch__.count(sizes), __torch__.count(rest)])
                          flat = torch.reshape(__torch__.places(at, sizes), [lots, -1, 1])
                          every = torch.expand(flat, [lots, torch.size(flat, 1), torch.size(rows, 2)])
                          r = torch.gather(rows, 1, every)
                          return torch.reshape(r, torch.size(at)[:-1] + rest)
                        """);
        long batch = e.attributes().integer("batch_dims", 0);
        e.give("%s(%s, %s, %d)", helper, e.in(0), e.in(1), batch);
    }

    private static String reduction(Emission e) {
        return switch (e.attributes().text("reduction", "none")) {
            case "add" -> "sum";
            case "mul" -> "prod";
            case "max" -> "amax";
            case "min" -> "amin";
            case "none" -> "";
            default -> throw e.unsupported("has an unknown reduction");
        };
    }

    private static void scatterElements(Emission e) {
        long axis = e.attributes().integer("axis", 0);
        String size = "torch.size(" + e.in(0) + ", " + axis + ")";
        String at = e.let("%s(%s, %s)", e.helper("wrapped", WRAPPED), e.in(1), size);
        String how = reduction(e);
        if (how.isEmpty()) {
            e.give("torch.scatter(%s, %d, %s, %s)", e.in(0), axis, at, e.in(2));
        } else {
            e.give("torch.scatter_reduce(%s, %d, %s, %s, \"%s\")", e.in(0), axis, at, e.in(2), how);
        }
    }

    private static void scatterMany(Emission e) {
        helpers(e);
        String helper =
                e.helper(
                        "scatter_many",
                        """
                        def scatter_many(x: Tensor, at: Tensor, values: Tensor, how: str) -> Tensor:
                          k = torch.size(at, -1)
                          n = torch.size(x)
                          width = __torch__.count(n[k:])
                          rows = torch.reshape(x, [__torch__.count(n[:k]), width])
                          flat = torch.reshape(__torch__.places(at, n[:k]), [-1])
                          new = torch.reshape(values, [torch.numel(flat), width])
                          if how == "":
                            r = torch.index_copy(rows, 0, flat, new)
                          else:
                            every = torch.expand(torch.unsqueeze(flat, 1), torch.size(new))
                            r = torch.scatter_reduce(rows, 0, every, new, how)
                          return torch.reshape(r, n)
                        """);
        e.give("%s(%s, %s, %s, \"%s\")", helper, e.in(0), e.in(1), e.in(2), reduction(e));
    }

    /** Writes rows behind those that are there already, each of the batch from its own place on. */
    private static void tensorScatter(Emission e) {
        String helper =
                e.helper(
                        "tensor_scatter",
                        """
                        def tensor_scatter(x: Tensor, new: Tensor, start: Optional[Tensor], axis: int, around: bool) -> Tensor:
                          a = axis
                          if a < 0:
                            a = a + torch.dim(x)
                          at = torch.unsqueeze(torch.arange(torch.size(new, a), dtype=4, device=x.device), 0)
                          if start is not None:
                            at = torch.unsqueeze(torch.to(start, 4), 1) + at
                          if around:
                            at = torch.remainder(at, torch.size(x, a))
                          shape = annotate(List[int], [])
                          for i in range(torch.dim(x)):
                            n = 1
                            if i == a:
                              n = -1
                            if i == 0:
                              n = torch.size(at, 0)
                            _ = torch.append(shape, n)
                          at = torch.expand(torch.reshape(at, shape), torch.size(new))
                          return torch.scatter(x, a, at, new)
                        """);
        String mode = e.attributes().text("mode", "linear");
        e.give(
                "%s(%s, %s, %s, %d, %s)",
                helper,
                e.in(0),
                e.in(1),
                e.optional(2),
                e.attributes().integer("axis", -2),
                Literals.of(mode.equals("circular")));
    }

    /** An index outside −depth … depth − 1 is nowhere. */
    private static void oneHot(Emission e) {
        e.helper("wrapped", WRAPPED);
        String helper =
                e.helper(
                        "one_hot",
                        """
                        def one_hot(at: Tensor, depth: int, values: Tensor, axis: int) -> Tensor:
                          rank = torch.dim(at) + 1
                          place = axis
                          if place < 0:
                            place = place + rank
                          shape = annotate(List[int], [])
                          for i in range(rank):
                            _ = torch.append(shape, depth if i == place else 1)
                          every = torch.reshape(torch.arange(depth, dtype=4, device=at.device), shape)
                          here = torch.eq(torch.unsqueeze(__torch__.wrapped(at, depth), place), every)
                          return torch.where(here, torch.select(values, 0, 1), torch.select(values, 0, 0))
                        """);
        long axis = e.attributes().integer("axis", -1);
        String depth =
                e.known(1).isPresent()
                        ? e.integer(1)
                        : "int(torch.select(torch.reshape(" + e.in(1) + ", [-1]), 0, 0))";
        e.give("%s(%s, %s, %s, %d)", helper, e.in(0), depth, e.in(2), axis);
    }

    /** Of equal numbers the one that comes first. */
    private static void topK(Emission e) {
        long axis = e.attributes().integer("axis", -1);
        String falling = Literals.of(e.attributes().integer("largest", 1) == 1);
        String values = e.let("%s[0]", e.ints(1));
        String sorted = e.out(0) + "s";
        String places = e.out(0) + "p";
        e.line(
                "%s, %s = torch.sort(%s, stable=True, dim=%d, descending=%s)",
                sorted, places, e.in(0), axis, falling);
        e.give("torch.slice(%s, %d, 0, %s, 1)", sorted, axis, values);
        if (e.node().outputs().size() > 1) {
            e.line("%s = torch.slice(%s, %d, 0, %s, 1)", e.out(1), places, axis, values);
        }
    }

    private static void compress(Emission e) {
        String at = e.let("torch.reshape(torch.nonzero(%s), [-1])", e.in(1));
        if (e.attributes().has("axis")) {
            long axis = e.attributes().integer("axis", 0);
            e.give("torch.index_select(%s, %d, %s)", e.in(0), axis, at);
        } else {
            e.give("torch.index_select(torch.reshape(%s, [-1]), 0, %s)", e.in(0), at);
        }
    }

    private static void reverseSequence(Emission e) {
        String helper =
                e.helper(
                        "reverse_sequence",
                        """
                        def reverse_sequence(x: Tensor, lengths: Tensor, batch: int, time: int) -> Tensor:
                          t = torch.transpose(torch.transpose(x, 0, batch), 1, 1 if time == 0 and batch == 1 else time)
                          n = torch.size(t, 1)
                          i = torch.unsqueeze(torch.arange(n, dtype=4, device=x.device), 0)
                          l = torch.unsqueeze(torch.to(lengths, 4), 1)
                          at = torch.where(torch.lt(i, l), torch.sub(torch.sub(l, i), 1), i)
                          shape = torch.size(at)
                          for k in range(2, torch.dim(t)):
                            _ = torch.append(shape, 1)
                          r = torch.gather(t, 1, torch.expand(torch.reshape(at, shape), torch.size(t)))
                          return torch.transpose(torch.transpose(r, 1, 1 if time == 0 and batch == 1 else time), 0, batch)
                        """);
        long batch = e.attributes().integer("batch_axis", 1);
        long time = e.attributes().integer("time_axis", 0);
        e.give("%s(%s, %s, %d, %d)", helper, e.in(0), e.in(1), batch, time);
    }
}
