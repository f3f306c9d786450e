package dev.halftone.operator;

import dev.halftone.torchscript.Literals;
import java.util.Map;

/** Comparisons, logic, and what picks or bounds by them; all with broadcasting. */
final class Comparisons {
    static final Map<String, Operator> OPERATORS =
            Map.ofEntries(
                    Map.entry("Less", calling("lt")),
                    Map.entry("LessOrEqual", calling("le")),
                    Map.entry("GreaterOrEqual", calling("ge")),
                    Map.entry("Equal", calling("eq")),
                    Map.entry("And", calling("logical_and")),
                    Map.entry("Or", calling("logical_or")),
                    Map.entry("Xor", calling("logical_xor")),
                    Map.entry("BitwiseAnd", calling("bitwise_and")),
                    Map.entry("BitwiseOr", calling("bitwise_or")),
                    Map.entry("BitwiseXor", calling("bitwise_xor")),
                    Map.entry("BitShift", Comparisons::shift),
                    Map.entry("Mod", Comparisons::modulo),
                    Map.entry("Sum", e -> e.give("%s", sum(e))),
                    Map.entry("Mean", e -> e.give("torch.div(%s, %d)", sum(e), e.inputs())),
                    Map.entry("Clip", Comparisons::clip));

    private Comparisons() {}

    private static Operator calling(String function) {
        return e -> e.give("torch.%s(%s, %s)", function, e.in(0), e.in(1));
    }

    private static String sum(Emission e) {
        String sum = e.in(0);
        for (int i = 1; i < e.inputs(); i++) {
            sum = e.let("torch.add(%s, %s)", sum, e.in(i));
        }
        return sum;
    }

    /**
     * Rounded down, a remainder has the sign of the divisor, even if it is zero. Dividing the least
     * whole number by -1 would end the process: by 1 it leaves nothing either.
     */
    private static final String MODULO =
            """
            def modulo(x: Tensor, y: Tensor, truncated: bool) -> Tensor:
              if not torch.is_floating_point(y):
                y = torch.where(torch.eq(torch.to(y, 4), -1), torch.ones_like(y), y)
              if truncated:
                r = torch.fmod(x, y)
              else:
                r = torch.remainder(x, y)
                if torch.is_floating_point(r):
                  r = torch.where(torch.eq(r, 0), torch.copysign(r, y), r)
              return r
            """;

    private static void modulo(Emission e) {
        boolean truncated = e.attributes().integer("fmod", 0) == 1;
        String function = e.helper("modulo", MODULO);
        e.give("%s(%s, %s, %s)", function, e.in(0), e.in(1), Literals.of(truncated));
    }

    /** Shifts of at least the width, and negative ones, leave nothing but the sign. */
    private static void shift(Emission e) {
        String helper =
                e.helper(
                        "shift",
                        """
                        def shift(x: Tensor, by: Tensor, left: bool) -> Tensor:
                          width = 8
                          if x.dtype == 3:
                            width = 32
                          if x.dtype == 4:
                            width = 64
                          outside = torch.logical_or(torch.lt(by, 0), torch.ge(by, width))
                          inside = torch.where(outside, torch.zeros_like(by), by)
                          if left:
                            r = torch.bitwise_left_shift(x, inside)
                            gone = torch.zeros_like(r)
                          else:
                            r = torch.bitwise_right_shift(x, inside)
                            gone = torch.where(torch.lt(r, 0), torch.full_like(r, -1), torch.zeros_like(r))
                          return torch.where(outside, gone, r)
                        """);
        boolean left = e.attributes().text("direction", "").equals("LEFT");
        e.give("%s(%s, %s, %s)", helper, e.in(0), e.in(1), Literals.of(left));
    }

    /** The upper bound wins where the two cross. */
    private static void clip(Emission e) {
        boolean known =
                (!e.has(1) || e.known(1).filter(Constant::isScalar).isPresent())
                        && (!e.has(2) || e.known(2).filter(Constant::isScalar).isPresent());
        if (known && (e.has(1) || e.has(2))) {
            String low = e.has(1) ? e.operand(1) : "None";
            String high = e.has(2) ? e.operand(2) : "None";
            String name = e.overwrites() ? "clamp_" : "clamp";
            e.give("torch.%s(%s, %s, %s)", name, e.in(0), low, high);
            return;
        }
        String x = e.in(0);
        if (e.has(1)) {
            x = e.let("torch.maximum(%s, %s)", x, e.in(1));
        }
        if (e.has(2)) {
            x = e.let("torch.minimum(%s, %s)", x, e.in(2));
        }
        e.give("%s", x);
    }
}
