package dev.halftone.operator;

import dev.halftone.torchscript.Literals;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Sliding windows without weights. The usual ones are ATen's own; what ATen lacks (uneven padding,
 * dilated averages, whole numbers, indices over the whole tensor) is written with windows as views.
 */
final class Pools {
    static final Map<String, Operator> OPERATORS =
            Map.of(
                    "MaxPool", Pools::max,
                    "AveragePool", Pools::average,
                    "LpPool", Pools::norm,
                    "LRN", Pools::localResponse);

    /** Padding with what rounding up adds at the end. */
    private static final String ROOM =
            """
            def room(sizes: List[int], kernel: List[int], strides: List[int], pads: List[int], dilations: List[int], auto: int, ceiling: bool) -> List[int]:
              rank = len(kernel)
              p = pads
              if auto > 0:
                p = __torch__.same(sizes, kernel, strides, dilations, auto)
              r = p[:rank]
              for i in range(rank):
                wide = (kernel[i] - 1) * dilations[i] + 1
                span = sizes[i] + p[i] + p[rank + i] - wide
                out = torch.floordiv(span, strides[i]) + 1
                if ceiling:
                  out = torch.floordiv(span + strides[i] - 1, strides[i]) + 1
                  if (out - 1) * strides[i] >= sizes[i] + p[i]:
                    out = out - 1
                _ = torch.append(r, ops.prim.max((out - 1) * strides[i] + wide - sizes[i] - p[i], p[rank + i]))
              return r
            """;

    /** All windows of a padded tensor, the elements of each in the last dimension. */
    private static final String WINDOWS =
            """
            def windows(x: Tensor, kernel: List[int], strides: List[int], dilations: List[int]) -> Tensor:
              r = x
              rank = len(kernel)
              for i in range(rank):
                wide = (kernel[i] - 1) * dilations[i] + 1
                r = torch.slice(torch.unfold(r, 2 + i, wide, strides[i]), -1, 0, 9223372036854775807, dilations[i])
              return torch.flatten(r, 2 + rank, -1)
            """;

    private static final String MAX =
            """
            def max_windows(x: Tensor, kernel: List[int], strides: List[int], room: List[int], dilations: List[int], columns: bool) -> Tuple[Tensor, Tensor]:
              y = x
              if not torch.is_floating_point(x):
                y = torch.to(x, 7)
              seen = __torch__.windows(__torch__.padded(y, room, float("-inf")), kernel, strides, dilations)
              best = torch.argmax(seen, -1, True)
              n = torch.size(x)
              places = 1
              for i in range(2, len(n)):
                places = places * n[i]
              if columns:
                back = annotate(List[int], [])
                order = annotate(List[int], [])
                for i in range(2, len(n)):
                  _ = torch.append(back, n[len(n) + 1 - i])
                  _ = torch.append(order, len(n) - 1 - i)
                at = torch.permute(torch.reshape(torch.arange(places, dtype=4, device=x.device), back), order)
              else:
                at = torch.reshape(torch.arange(places, dtype=4, device=x.device), n[2:])
              rows = n[0] * n[1]
              at = __torch__.windows(__torch__.padded(torch.unsqueeze(torch.unsqueeze(at, 0), 0), room, 0.0), kernel, strides, dilations)
              at = torch.squeeze(torch.gather(torch.expand(at, torch.size(seen)), -1, best), -1)
              start = torch.mul(torch.arange(rows, dtype=4, device=x.device), places)
              shape = [n[0], n[1]]
              for i in range(2, len(n)):
                _ = torch.append(shape, 1)
              value = torch.to(torch.squeeze(torch.gather(seen, -1, best), -1), x.dtype)
              return (value, torch.add(at, torch.reshape(start, shape)))
            """;

    /** Sums of p-th powers, and how many elements made them. */
    private static final String SUMS =
            """
            def sum_windows(x: Tensor, kernel: List[int], strides: List[int], pads: List[int], room: List[int], dilations: List[int], counted: bool) -> Tuple[Tensor, Tensor]:
              rank = len(kernel)
              seen = __torch__.windows(__torch__.padded(x, room, 0.0), kernel, strides, dilations)
              ones = torch.ones([1, 1] + torch.size(x)[2:], dtype=x.dtype, device=x.device)
              rest = room
              if counted:
                rest = [room[i] - pads[i] for i in range(2 * rank)]
                ones = __torch__.padded(ones, pads, 1.0)
              many = __torch__.windows(__torch__.padded(ones, rest, 0.0), kernel, strides, dilations)
              return (torch.sum(seen, [-1]), torch.sum(many, [-1]))
            """;

    private Pools() {}

    private static void max(Emission e) {
        int rank = Windows.rank(e);
        List<Long> pads = e.attributes().integers("pads").orElse(Collections.nCopies(2 * rank, 0L));
        boolean plain = isPlain(e, rank) && e.node().outputs().size() == 1 && isNarrow(e, pads);
        String here = "";
        if (plain) {
            here =
                    "torch.max_pool%dd(%s, %s, %s, %s, %s, False)"
                            .formatted(
                                    rank,
                                    e.in(0),
                                    list(e, "kernel_shape", rank),
                                    list(e, "strides", rank),
                                    Literals.of(pads.subList(0, rank)),
                                    list(e, "dilations", rank));
        }
        helpers(e);
        String general =
                "%s(%s, %s, %s, %s, %s, %s)"
                        .formatted(
                                e.helper("max_windows", MAX),
                                e.in(0),
                                list(e, "kernel_shape", rank),
                                list(e, "strides", rank),
                                room(e, rank),
                                list(e, "dilations", rank),
                                Literals.of(e.attributes().integer("storage_order", 0) == 1));
        if (plain) {
            e.line("if torch.is_floating_point(%s):", e.in(0));
            e.line("  %s = %s", e.out(0), here);
            e.line("else:");
            e.line("  %s = %s[0]", e.out(0), general);
            return;
        }
        String both = e.let("%s", general);
        for (int i = 0; i < e.node().outputs().size(); i++) {
            e.line("%s = %s[%d]", e.out(i), both, i);
        }
    }

    /** What ATen pads: alike at both ends, and no windows beyond them. */
    private static boolean isPlain(Emission e, int rank) {
        return rank <= 3
                && Windows.isSymmetric(e, rank)
                && e.attributes().text("auto_pad", "NOTSET").equals("NOTSET")
                && e.attributes().integer("ceil_mode", 0) == 0;
    }

    /** ATen pads by half a kernel at most. */
    private static boolean isNarrow(Emission e, List<Long> pads) {
        List<Long> kernel = e.attributes().integers("kernel_shape").orElse(List.of());
        for (int i = 0; i < kernel.size(); i++) {
            if (2 * pads.get(i) > kernel.get(i)) {
                return false;
            }
        }
        return true;
    }

    private static void average(Emission e) {
        int rank = Windows.rank(e);
        boolean counted = e.attributes().integer("count_include_pad", 0) == 1;
        List<Long> pads = e.attributes().integers("pads").orElse(Collections.nCopies(2 * rank, 0L));
        boolean dilated =
                e.attributes().integers("dilations").orElse(List.of()).stream()
                        .anyMatch(d -> d > 1);
        if (isPlain(e, rank) && isNarrow(e, pads) && !dilated) {
            e.give(
                    "torch.avg_pool%dd(%s, %s, %s, %s, False, %s)",
                    rank,
                    e.in(0),
                    list(e, "kernel_shape", rank),
                    list(e, "strides", rank),
                    Literals.of(pads.subList(0, rank)),
                    Literals.of(counted));
            return;
        }
        String sums = sums(e, rank, e.in(0), counted);
        e.give("torch.div(%s[0], %s[1])", sums, sums);
    }

    private static void norm(Emission e) {
        int rank = Windows.rank(e);
        long p = e.attributes().integer("p", 2);
        String powers = e.let("torch.pow(torch.abs(%s), %d)", e.in(0), p);
        String sums = sums(e, rank, powers, false);
        e.give("torch.pow(%s[0], 1.0 / %d.0)", sums, p);
    }

    private static String sums(Emission e, int rank, String x, boolean counted) {
        helpers(e);
        String room = e.let("%s", room(e, rank));
        boolean explicit = e.attributes().text("auto_pad", "NOTSET").equals("NOTSET");
        List<Long> pads = e.attributes().integers("pads").orElse(Collections.nCopies(2 * rank, 0L));
        return e.let(
                "%s(%s, %s, %s, %s, %s, %s, %s)",
                e.helper("sum_windows", SUMS),
                x,
                list(e, "kernel_shape", rank),
                list(e, "strides", rank),
                explicit ? Literals.of(pads) : room,
                room,
                list(e, "dilations", rank),
                Literals.of(counted));
    }

    private static void helpers(Emission e) {
        e.helper("same", Convolutions.SAME);
        e.helper("padded", Convolutions.PADDED);
        e.helper("windows", WINDOWS);
        e.helper("room", ROOM);
    }

    private static String room(Emission e, int rank) {
        boolean explicit = e.attributes().text("auto_pad", "NOTSET").equals("NOTSET");
        List<Long> none = Collections.nCopies(2 * rank, 0L);
        List<Long> pads = explicit ? e.attributes().integers("pads").orElse(none) : none;
        return "__torch__.room(torch.size(%s)[2:], %s, %s, %s, %s, %d, %s)"
                .formatted(
                        e.in(0),
                        list(e, "kernel_shape", rank),
                        list(e, "strides", rank),
                        Literals.of(pads),
                        list(e, "dilations", rank),
                        Convolutions.automatic(e.attributes()),
                        Literals.of(e.attributes().integer("ceil_mode", 0) == 1));
    }

    private static String list(Emission e, String name, int rank) {
        return Literals.of(e.attributes().integers(name).orElse(Collections.nCopies(rank, 1L)));
    }

    /** x / (bias + alpha / size · Σ x²)^beta over neighbouring channels. */
    private static void localResponse(Emission e) {
        long size = e.attributes().integer("size", 1);
        String helper =
                e.helper(
                        "local_response",
                        """
                        def local_response(x: Tensor, size: int, alpha: float, beta: float, bias: float) -> Tensor:
                          before = torch.floordiv(size - 1, 2)
                          flat = torch.reshape(x * x, [torch.size(x, 0), torch.size(x, 1), -1])
                          wide = torch.constant_pad_nd(flat, [0, 0, before, size - 1 - before], 0.0)
                          sums = torch.reshape(torch.sum(torch.unfold(wide, 1, size, 1), [-1]), torch.size(x))
                          return x / torch.pow(bias + sums * (alpha / float(size)), beta)
                        """);
        e.give(
                "%s(%s, %d, %s, %s, %s)",
                helper,
                e.in(0),
                size,
                Literals.of(e.attributes().real("alpha", 1e-4)),
                Literals.of(e.attributes().real("beta", 0.75)),
                Literals.of(e.attributes().real("bias", 1)));
    }
}
