package dev.halftone.operator;

import dev.halftone.torchscript.Literals;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Operators that make one number of many. */
final class Reductions {
    /** What each does with {@code x} and the list {@code a} of axes, which is never empty. */
    private static final Map<String, String> BODIES =
            Map.of(
                    "Sum", "torch.sum(x, a, keep)",
                    "SumSquare", "torch.sum(x * x, a, keep)",
                    "L1", "torch.sum(torch.abs(x), a, keep)",
                    "L2", "torch.sqrt(torch.sum(x * x, a, keep))",
                    "LogSum", "torch.log(torch.sum(x, a, keep))",
                    "LogSumExp", "torch.logsumexp(x, a, keep)",
                    "Mean", "torch.mean(x, a, keep)",
                    "Max", "__torch__.largest(x, a, keep)",
                    "Min", "__torch__.smallest(x, a, keep)",
                    "Prod", "__torch__.product(x, a, keep)");

    static final Map<String, Operator> OPERATORS = operators();

    private static final String AXES =
            """
            def over(rank: int, axes: List[int]) -> List[int]:
              r = annotate(List[int], [])
              if len(axes) == 0:
                for i in range(rank):
                  _ = torch.append(r, i)
              for i in range(len(axes)):
                a = axes[i]
                if a < 0:
                  a = a + rank
                _ = torch.append(r, a)
              return r
            """;
    private static final String SPATIAL =
            """
            def spatial(rank: int) -> List[int]:
              r = annotate(List[int], [])
              for i in range(2, rank):
                _ = torch.append(r, i)
              return r
            """;

    /** The extreme of nothing is the far end of the type. */
    private static final String EXTREME =
            """
            def NAME(x: Tensor, axes: List[int], keep: bool) -> Tensor:
              empty = False
              for i in range(len(axes)):
                if torch.size(x, axes[i]) == 0:
                  empty = True
              if empty:
                shape = torch.size(torch.sum(x, axes, keep))
                r = torch.full(shape, 0, dtype=x.dtype, device=x.device)
                if torch.is_floating_point(x):
                  r = torch.full_like(r, float("EDGE"))
                else:
                  r = torch.full_like(r, __torch__.edge(x.dtype, LOWEST))
              else:
                r = torch.FUNCTION(x, axes, keep)
              return r
            """;

    /** The smallest or the largest number of a whole type. */
    static final String EDGE =
            """
            def edge(type: int, lowest: bool) -> int:
              bits = 63
              if type == 3:
                bits = 31
              if type == 1:
                bits = 7
              if type == 0:
                bits = 8
              if type == 11:
                bits = 1
              top = 0
              for i in range(bits):
                top = top * 2 + 1
              if type == 0 or type == 11:
                r = 0 if lowest else top
              else:
                r = -top - 1 if lowest else top
              return r
            """;

    private static final String PRODUCT =
            """
            def product(x: Tensor, axes: List[int], keep: bool) -> Tensor:
              r = x
              down = torch.sorted(axes)
              for i in range(len(down)):
                r = torch.prod(r, down[len(down) - 1 - i], keep, dtype=x.dtype)
              return r
            """;

    private Reductions() {}

    private static Map<String, Operator> operators() {
        Map<String, Operator> all = new HashMap<>();
        BODIES.keySet().forEach(kind -> all.put("Reduce" + kind, e -> reduce(e, kind)));
        all.put("GlobalAveragePool", e -> global(e, "mean"));
        all.put("GlobalMaxPool", e -> global(e, "amax"));
        all.put("GlobalLpPool", Reductions::globalNorm);
        all.put("ArgMax", e -> position(e, "argmax"));
        all.put("ArgMin", e -> position(e, "argmin"));
        return all;
    }

    private static String spatial(Emission e) {
        return e.helper("spatial", SPATIAL) + "(torch.dim(" + e.in(0) + "))";
    }

    private static void global(Emission e, String function) {
        e.give("torch.%s(%s, %s, True)", function, e.in(0), spatial(e));
    }

    private static void globalNorm(Emission e) {
        String p = Literals.of((double) e.attributes().integer("p", 2));
        String powers = e.let("torch.pow(torch.abs(%s), %s)", e.in(0), p);
        e.give("torch.pow(torch.sum(%s, %s, True), 1.0 / %s)", powers, spatial(e), p);
    }

    /** Over the axes of the second input; without any, over all, or over none if told so. */
    private static void reduce(Emission e, String kind) {
        boolean keep = e.attributes().integer("keepdims", 1) == 1;
        boolean none = !e.has(1) || e.known(1).filter(axes -> axes.values().isEmpty()).isPresent();
        String axes = none ? Literals.of(List.of()) : e.ints(1);
        String noop = Literals.of(e.attributes().integer("noop_with_empty_axes", 0) == 1);
        e.helper("over", AXES);
        extremes(e, kind);
        String text =
                """
                def reduce_KIND(x: Tensor, axes: List[int], keep: bool, noop: bool) -> Tensor:
                  type = x.dtype
                  a = __torch__.over(torch.dim(x), axes)
                  if noop and len(axes) == 0:
                    a = [0]
                    x = torch.unsqueeze(x, 0)
                    keep = False
                  if MEAN and not torch.is_floating_point(x):
                    x = torch.to(x, 6)
                  return torch.to(BODY, type)
                """
                        .replace("KIND", kind)
                        .replace("MEAN", Literals.of(kind.equals("Mean")))
                        .replace("BODY", BODIES.get(kind));
        String helper = e.helper("reduce_" + kind, text);
        e.give("%s(%s, %s, %s, %s)", helper, e.in(0), axes, Literals.of(keep), noop);
    }

    private static void extremes(Emission e, String kind) {
        switch (kind) {
            case "Max" -> {
                e.helper("edge", EDGE);
                e.helper("largest", extreme("largest", "amax", "-inf", true));
            }
            case "Min" -> {
                e.helper("edge", EDGE);
                e.helper("smallest", extreme("smallest", "amin", "inf", false));
            }
            case "Prod" -> e.helper("product", PRODUCT);
            default -> {}
        }
    }

    private static String extreme(String name, String function, String edge, boolean lowest) {
        return EXTREME.replace("NAME", name)
                .replace("FUNCTION", function)
                .replace("EDGE", edge)
                .replace("LOWEST", Literals.of(lowest));
    }

    private static void position(Emission e, String function) {
        String helper =
                e.helper(
                        function,
                        """
                        def NAME(x: Tensor, axis: int, keep: bool, last: bool) -> Tensor:
                          if last:
                            at = torch.NAME(torch.flip(x, [axis]), axis, keep)
                            r = torch.size(x, axis) - 1 - at
                          else:
                            r = torch.NAME(x, axis, keep)
                          return r
                        """
                                .replace("NAME", function));
        e.give(
                "%s(%s, %d, %s, %s)",
                helper,
                e.in(0),
                e.attributes().integer("axis", 0),
                Literals.of(e.attributes().integer("keepdims", 1) == 1),
                Literals.of(e.attributes().integer("select_last_index", 0) == 1));
    }
}
