package dev.halftone.operator;

import java.util.Map;
import java.util.Optional;

/** Other element types. A narrower type than the one that carries it loses the same bits. */
final class Casts {
    static final Map<String, Operator> OPERATORS =
            Map.of(
                    "Cast",
                    Casts::cast,
                    "BitCast",
                    Casts::bits,
                    "CastLike",
                    e -> e.give("torch.to(%s, %s.dtype)", e.in(0), e.in(1)));

    /** Steps of a half up to 2, of one up to 4, then of two; nothing above 6, and no NaN. */
    private static final String FLOAT4 =
            """
            def float4(x: Tensor) -> Tensor:
              a = torch.clamp(torch.abs(x), None, 6.0)
              fine = torch.div(torch.round(torch.mul(a, 2.0)), 2.0)
              coarse = torch.mul(torch.round(torch.div(a, 2.0)), 2.0)
              r = torch.where(torch.lt(a, 2.0), fine, torch.where(torch.lt(a, 4.0), torch.round(a), coarse))
              return torch.copysign(torch.nan_to_num(r, 0.0, None, None), x)
            """;

    /** Powers of two, from 2^-127 to 2^127; zero is the least of them. */
    private static final String POWERS =
            """
            def powers(x: Tensor, mode: str) -> Tensor:
              m, e = torch.frexp(x)
              least = 0.5
              if mode == "nearest":
                least = 0.75
              up = torch.gt(m, least)
              if mode == "nearest":
                up = torch.ge(m, least)
              if mode == "down":
                up = torch.zeros_like(up)
              at = torch.clamp(torch.sub(torch.add(e, torch.to(up, 3)), 1), -127, 127)
              at = torch.where(torch.eq(x, 0.0), torch.full_like(at, -127), at)
              r = torch.ldexp(torch.ones_like(x), at)
              return torch.where(torch.isfinite(x), r, torch.full_like(x, float("nan")))
            """;

    private Casts() {}

    private static void cast(Emission e) {
        long to = e.attributes().integer("to", 1);
        String x = e.in(0);
        String type = e.type(to);
        Optional<String> narrow = real(e, e.let("torch.to(%s, 6)", x), to);
        if (narrow.isPresent()) {
            e.give("%s", narrow.get());
            return;
        }
        switch ((int) to) {
            case 4 -> e.give("torch.to(torch.bitwise_and(torch.to(%s, 4), 65535), %s)", x, type);
            case 5 -> e.give("torch.to(torch.to(torch.to(%s, 4), 2), %s)", x, type);
            case 12 -> e.give("torch.bitwise_and(torch.to(%s, 4), 4294967295)", x);
            case 21 -> unsigned(e, 15);
            case 22 -> signed(e, 15);
            case 25 -> unsigned(e, 3);
            case 26 -> signed(e, 3);
            default -> e.give("torch.to(%s, %s)", x, type);
        }
    }

    /**
     * The same bits read as another type. What 16 bits are carried in, is brought back to them; the
     * type before is an attribute, {@code from}, where the file says it.
     */
    private static void bits(Emission e) {
        String x = e.in(0);
        long from = e.attributes().integer("from", 0);
        long to = e.attributes().integer("to", 1);
        if (from == 10 || from == 16) {
            x = e.let("torch.view_copy(torch.to(%s, %d), 2)", x, from == 10 ? 5 : 15);
        }
        if (to == 10 || to == 16) {
            String half = e.let("torch.view_copy(torch.to(%s, 2), %d)", x, to == 10 ? 5 : 15);
            e.give("torch.to(%s, 6)", half);
        } else if (from == 10 || from == 16) {
            e.give("torch.bitwise_and(torch.to(%s, 3), %d)", x, to == 4 ? 65535 : -1);
        } else {
            e.give("torch.view_copy(%s, %s)", x, e.type(to));
        }
    }

    private static void unsigned(Emission e, int mask) {
        e.give("torch.to(torch.bitwise_and(torch.to(%s, 4), %d), 0)", e.in(0), mask);
    }

    private static void signed(Emission e, int mask) {
        String low = e.let("torch.bitwise_and(torch.to(%s, 4), %d)", e.in(0), mask);
        int sign = mask / 2 + 1;
        e.give("torch.to(torch.sub(torch.bitwise_xor(%s, %d), %d), 1)", low, sign, sign);
    }

    /**
     * An expression for float32 values as a narrower float holds them; nothing for other types.
     *
     * @param x float32
     * @param type of ONNX
     */
    static Optional<String> real(Emission e, String x, long type) {
        return switch ((int) type) {
            case 10 -> Optional.of("torch.to(torch.to(%s, 5), 6)".formatted(x));
            case 16 -> Optional.of("torch.to(torch.to(%s, 15), 6)".formatted(x));
            case 17 -> Optional.of(float8(e, x, 24, 448));
            case 18 -> Optional.of(float8(e, x, 26, 240));
            case 19 -> Optional.of(float8(e, x, 23, 57_344));
            case 20 -> Optional.of(float8(e, x, 25, 57_344));
            case 23 -> Optional.of("%s(%s)".formatted(e.helper("float4", FLOAT4), x));
            case 24 -> {
                String mode = e.word("round_mode", "up");
                yield Optional.of("%s(%s, %s)".formatted(e.helper("powers", POWERS), x, mode));
            }
            default -> Optional.empty();
        };
    }

    /** Without saturation the library's own answer to what is too large. */
    private static String float8(Emission e, String x, int type, int largest) {
        boolean saturates = e.attributes().integer("saturate", 1) == 1;
        String held = saturates ? e.let("torch.clamp(%s, -%d.0, %d.0)", x, largest, largest) : x;
        return "torch.to(torch.to(%s, %d), 6)".formatted(held, type);
    }
}
