package dev.halftone.operator;

import java.util.Map;

/**
 * Chooses value by value between two tensors: {@code halftone.Keep} takes the first with the
 * probability {@code share}, to 1/256, otherwise the second. Draws from the library's generator, so
 * the same seed gives the same choice. For training alone.
 */
final class Chance {
    static final Map<String, Operator> OPERATORS = Map.of("halftone.Keep", Chance::emit);

    /** One random byte per value: eight times cheaper than a random number each. */
    static final String DICE =
            """
            def dice(x: Tensor) -> Tensor:
              n = torch.numel(x)
              count = torch.floordiv(n + 7, 8)
              r = torch.empty([count], dtype=4, layout=None, device=x.device)
              _ = torch.random_(r, -9223372036854775807 - 1, None)
              return torch.slice(torch.view_copy(r, 0), 0, 0, n, 1)
            """;

    private static final String KEEP =
            """
            def keep(a: Tensor, b: Tensor, share: int) -> Tensor:
              taken = torch.lt(torch.reshape(__torch__.dice(b), torch.size(b)), share)
              return torch.where(taken, a, b)
            """;

    private Chance() {}

    private static void emit(Emission e) {
        e.give("%s", keep(e, e.in(0), e.in(1), share(e, "share")));
    }

    /** A probability as so many of 256. */
    static int share(Emission e, String attribute) {
        return (int) Math.round(256 * e.attributes().real(attribute, 1));
    }

    static String keep(Emission e, String a, String b, int share) {
        if (share >= 256) {
            return a;
        }
        e.helper("dice", DICE);
        return e.let("%s(%s, %s, %d)", e.helper("keep", KEEP), a, b, share);
    }
}
