package dev.halftone.operator;

import java.util.Map;

/**
 * Chooses value by value between two tensors: {@code halftone.Keep} takes the first with the
 * probability {@code share}, to 1/256, otherwise the second. Draws from the library's generator, so
 * the same seed gives the same choice. For training alone.
 */
final class Chance {
    static final Map<String, Operator> OPERATORS = Map.of("halftone.Keep", Chance::emit);

    /**
     * For each value 1 if it is to be taken, else 0. A random byte decides, or a random bit where
     * the chances are even, 64 of them from one random number: drawing is what takes the time.
     */
    static final String DICE =
            """
            def dice(x: Tensor, share: int) -> Tensor:
              n = torch.numel(x)
              each = 8
              if share == 128:
                each = 64
              r = torch.empty([torch.floordiv(n + each - 1, each)], dtype=4, layout=None, device=x.device)
              _ = torch.random_(r, -9223372036854775807 - 1, None)
              b = torch.view_copy(r, 0)
              if share != 128:
                return torch.to(torch.lt(torch.slice(b, 0, 0, n, 1), share), 0)
              d = torch.empty([8, torch.numel(b)], dtype=0, layout=None, device=x.device)
              for i in range(8):
                row = torch.select(d, 0, i)
                _ = torch.bitwise_and(torch.bitwise_right_shift(b, i, out=row), 1, out=row)
              return torch.slice(torch.reshape(d, [-1]), 0, 0, n, 1)
            """;

    private static final String KEEP =
            """
            def keep(a: Tensor, b: Tensor, share: int) -> Tensor:
              taken = torch.ne(torch.reshape(__torch__.dice(b, share), torch.size(b)), 0)
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
