package dev.halftone.operator;

import dev.halftone.torchscript.Literals;
import java.util.Map;

/**
 * From sums to codes with a multiplier and a shift, as gemmlowp and TensorFlow Lite do
 * (MultiplyByQuantizedMultiplier: SaturatingRoundingDoublingHighMul, then RoundingDivideByPOT).
 */
final class Rescaling {
    static final Map<String, Operator> OPERATORS =
            Map.of(
                    "halftone.WholeBias", Rescaling::bias,
                    "halftone.Multiplier", Rescaling::multiplier,
                    "halftone.Exponent", Rescaling::exponent,
                    "halftone.Rescale", Rescaling::rescale);

    /** In int64, where nothing overflows; halves go away from zero, as the papers' code has it. */
    private static final String RESCALE =
            """
            def rescale(x: Tensor, m: Tensor, e: Tensor) -> Tensor:
              left = torch.clamp(e, 0, None)
              right = torch.clamp(torch.neg(e), 0, None)
              shifted = torch.mul(x, torch.bitwise_left_shift(torch.ones_like(left), left))
              p = torch.mul(shifted, m)
              nudge = torch.where(torch.ge(p, 0), 1073741824, -1073741823)
              high = torch.div(torch.add(p, nudge), 2147483648, rounding_mode="trunc")
              mask = torch.sub(torch.bitwise_left_shift(torch.ones_like(right), right), 1)
              rest = torch.bitwise_and(high, mask)
              half = torch.add(torch.bitwise_right_shift(mask, 1), torch.to(torch.lt(high, 0), 4))
              down = torch.bitwise_right_shift(high, right)
              return torch.add(down, torch.to(torch.gt(rest, half), 4))
            """;

    private Rescaling() {}

    private static String real(Emission e, String name) {
        return Literals.of(e.attributes().real(name, 1));
    }

    /** How many times the product of the scales. */
    private static void bias(Emission e) {
        String unit = e.let("torch.mul(torch.to(%s, 7), %s)", e.in(1), real(e, "x_scale"));
        String whole =
                e.let(
                        "torch.clamp(torch.round(torch.div(%s, %s)), -2147483648.0, 2147483647.0)",
                        e.in(0), unit);
        e.give("torch.to(%s, 4)", whole);
    }

    private static String factor(Emission e) {
        return e.let(
                "torch.div(torch.mul(torch.to(%s, 7), %s), %s)",
                e.in(0), real(e, "x_scale"), real(e, "out_scale"));
    }

    /** The factor is m · 2^(e − 31) with 2^30 ≤ m < 2^31. */
    private static void multiplier(Emission e) {
        String m = mantissa(e);
        e.give("torch.to(torch.where(torch.eq(%1$s, 2147483648.0), 1073741824.0, %1$s), 4)", m);
    }

    private static void exponent(Emission e) {
        String factor = factor(e);
        String parts = e.let("torch.frexp(%s)", factor);
        String m = e.let("torch.round(torch.mul((%s)[0], 2147483648.0))", parts);
        String carry = e.let("torch.to(torch.eq(%s, 2147483648.0), 4)", m);
        e.give("torch.add(torch.to((%s)[1], 4), %s)", parts, carry);
    }

    private static String mantissa(Emission e) {
        String parts = e.let("torch.frexp(%s)", factor(e));
        return e.let("torch.round(torch.mul((%s)[0], 2147483648.0))", parts);
    }

    private static void rescale(Emission e) {
        String along = FakeQuantize.along(e);
        long axis = e.attributes().integer("axis", -1);
        String sums = e.let("torch.to(%s, 4)", e.in(0));
        if (e.has(3)) {
            sums = e.let("torch.add(%1$s, %2$s(%1$s, %3$s, %4$d))", sums, along, e.in(3), axis);
        }
        String m = e.let("%s(%s, %s, %d)", along, sums, e.in(1), axis);
        String n = e.let("%s(%s, %s, %d)", along, sums, e.in(2), axis);
        String scaled = e.let("%s(%s, %s, %s)", e.helper("rescale", RESCALE), sums, m, n);
        long zero = e.attributes().integer("zero", 0);
        long high = e.attributes().integer("high", 255);
        e.give("torch.to(torch.clamp(torch.add(%s, %d), 0, %d), 0)", scaled, zero, high);
    }
}
