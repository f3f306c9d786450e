package dev.halftone.operator;

import dev.halftone.torchscript.Literals;
import java.util.Map;

/** Each value once, or each slice along an axis; in rising order or in that of the tensor. */
final class Uniques {
    static final Map<String, Operator> OPERATORS = Map.of("Unique", Uniques::emit);

    /** The values, where each is first, which of them every element is, and how often it is. */
    private static final String UNIQUE =
            """
            def unique(x: Tensor, axis: int, rising: bool) -> List[Tensor]:
              y, which, counts = torch.unique_dim(x, axis, True, True, True)
              n = torch.size(x, axis)
              places = torch.arange(n, dtype=4, device=x.device)
              first = torch.full_like(counts, n)
              first = torch.scatter_reduce(first, 0, which, places, "amin")
              if not rising:
                order = torch.argsort(first)
                y = torch.index_select(y, axis, order)
                first = torch.index_select(first, 0, order)
                counts = torch.index_select(counts, 0, order)
                which = torch.index_select(torch.argsort(order), 0, which)
              return [y, first, which, counts]
            """;

    private Uniques() {}

    private static void emit(Emission e) {
        boolean along = e.attributes().has("axis");
        String x = along ? e.in(0) : e.let("torch.reshape(%s, [-1])", e.in(0));
        String rising = Literals.of(e.attributes().integer("sorted", 1) == 1);
        String made =
                e.let(
                        "%s(%s, %d, %s)",
                        e.helper("unique", UNIQUE), x, e.attributes().integer("axis", 0), rising);
        for (int i = 0; i < e.node().outputs().size(); i++) {
            e.line("%s = %s[%d]", e.out(i), made, i);
        }
    }
}
