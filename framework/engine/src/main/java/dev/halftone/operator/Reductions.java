package dev.halftone.operator;

import dev.halftone.torchscript.Literals;
import java.util.Map;

/** Operators that make one number of many. */
final class Reductions {
    static final Map<String, Operator> OPERATORS =
            Map.of(
                    "ReduceMean",
                    e -> reduce(e, "mean"),
                    "GlobalAveragePool",
                    Reductions::averageOverSpace);

    private static final String SPATIAL =
            """
            def spatial(rank: int) -> List[int]:
              r = annotate(List[int], [])
              for i in range(2, rank):
                _ = torch.append(r, i)
              return r
            """;
    private static final String EVERY =
            """
            def every(rank: int) -> List[int]:
              r = annotate(List[int], [])
              for i in range(rank):
                _ = torch.append(r, i)
              return r
            """;

    private Reductions() {}

    private static void averageOverSpace(Emission e) {
        String axes = e.helper("spatial", SPATIAL) + "(torch.dim(" + e.in(0) + "))";
        e.give("torch.mean(%s, %s, True)", e.in(0), axes);
    }

    /** Over the axes of the second input; without any, over all unless told to do nothing. */
    static void reduce(Emission e, String function) {
        boolean keep = e.attributes().integer("keepdims", 1) == 1;
        boolean none = !e.has(1) || e.known(1).filter(axes -> axes.values().isEmpty()).isPresent();
        if (none && e.attributes().integer("noop_with_empty_axes", 0) == 1) {
            e.give("%s", e.in(0));
            return;
        }
        String all = e.helper("every", EVERY) + "(torch.dim(" + e.in(0) + "))";
        String axes = none ? all : e.ints(1);
        e.give("torch.%s(%s, %s, %s)", function, e.in(0), axes, Literals.of(keep));
    }
}
