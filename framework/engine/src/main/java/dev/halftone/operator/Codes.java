package dev.halftone.operator;

import dev.halftone.grid.Rounding;
import dev.halftone.torchscript.Literals;
import java.util.Map;

/**
 * Between values and the codes of an affine grid. Codes of activations are uint8, counted from the
 * grid's lowest; codes of weights are int8 without their zero point.
 */
final class Codes {
    static final Map<String, Operator> OPERATORS =
            Map.of(
                    "halftone.Codes", Codes::codes,
                    "halftone.Whole", Codes::whole,
                    "halftone.Widen", Codes::widen,
                    "halftone.Real", Codes::real,
                    "halftone.WeightCodes", Codes::weights);

    /**
     * Whole numbers in place. way: 0 divides, 1 multiplies with the reciprocal, 2 divides and adds
     * the zero point before rounding, 3 finds it divided.
     */
    private static final String ROUNDED =
            """
            def rounded(a: Tensor, s: Tensor, zero: float, way: int, b: Tensor) -> Tensor:
              if way == 3:
                _ = torch.round(a, out=b)
              else:
                if way == 1:
                  _ = torch.mul(a, torch.reciprocal(s), out=b)
                else:
                  _ = torch.div(a, s, out=b)
                if way == 2:
                  _ = torch.sub_(torch.round_(torch.add_(b, zero)), zero)
                else:
                  _ = torch.round_(b)
              return b
            """;

    /**
     * Piece by piece through a buffer that fits the cache. The library's quantization would round
     * after adding the zero point; given whole numbers it has nothing to round, and adds, clips and
     * narrows in one pass. Its bytes are then looked at without copying them. No code means NaN, so
     * it ends the program; on the CPU only, since asking a GPU would be to wait for it.
     */
    private static final String CODES =
            """
            def bytes(b: Tensor, zero: float, high: float) -> Tensor:
              _ = torch.clamp_(b, -zero, high - zero)
              if not b.is_cuda:
                total = float(torch.sum(b))
                if total != total:
                  ops.prim.RaiseException("a value is not a number (NaN)")
              q = torch.quantize_per_tensor(b, 1.0, int(zero), 13)
              r = torch.empty([0], dtype=0, device=b.device)
              return torch.set_(r, q, 0, torch.size(q), torch.stride(q))
            def codes(x: Tensor, s: Tensor, zero: float, high: float, way: int) -> Tensor:
              y = torch.reshape(x, [-1])
              n = torch.numel(y)
              size = 524288
              if x.is_cuda:
                size = ops.prim.max(n, 1)
              t = torch.empty_like(torch.slice(y, 0, 0, size, 1))
              if n <= size:
                r = __torch__.bytes(__torch__.rounded(y, s, zero, way, t), zero, high)
              else:
                r = torch.empty_like(y, dtype=0)
                for i in range(torch.floordiv(n + size - 1, size)):
                  a = torch.slice(y, 0, i * size, (i + 1) * size, 1)
                  b = torch.slice(t, 0, 0, torch.numel(a), 1)
                  _ = torch.copy_(torch.slice(r, 0, i * size, (i + 1) * size, 1), __torch__.bytes(__torch__.rounded(a, s, zero, way, b), zero, high))
              return torch.reshape(r, torch.size(x))
            """;

    /**
     * Values in units of the grid's scale: one pass, which rounds after adding the zero point as
     * the kernels of products do. Infinities may cancel out in the sum that looks for NaN.
     */
    private static final String UNITS =
            """
            def units(x: Tensor, zero: float, high: float, finite: bool) -> Tensor:
              if not (finite or x.is_cuda):
                total = float(torch.sum(x))
                if total != total:
                  if bool(torch.any(torch.isnan(x))):
                    ops.prim.RaiseException("a value is not a number (NaN)")
              q = torch.quantize_per_tensor(x, 1.0, int(zero), 13)
              r = torch.set_(torch.empty([0], dtype=0, device=x.device), q, 0, torch.size(q), torch.stride(q))
              if high < 255.0:
                r = torch.clamp_(r, 0, int(high))
              return r
            """;

    /** The same without the zero point, as float32. */
    private static final String WHOLE =
            """
            def whole(x: Tensor, s: Tensor, zero: float, high: float, way: int, over: bool) -> Tensor:
              y = torch.reshape(torch.contiguous(x), [-1])
              r = y
              if not over:
                r = torch.empty_like(y)
              n = torch.numel(y)
              size = 131072
              if x.is_cuda:
                size = ops.prim.max(n, 1)
              for i in range(torch.floordiv(n + size - 1, size)):
                a = torch.slice(y, 0, i * size, (i + 1) * size, 1)
                b = torch.slice(r, 0, i * size, (i + 1) * size, 1)
                _ = torch.clamp_(__torch__.rounded(a, s, zero, way, b), -zero, high - zero)
              return torch.reshape(r, torch.size(x))
            """;

    private Codes() {}

    /** The name of the function that divides and rounds. */
    static String rounded(Emission e) {
        return e.helper("rounded", ROUNDED);
    }

    static int way(Emission e) {
        if (e.attributes().integer("unit", 0) == 1) {
            return 3;
        }
        return switch (Rounding.valueOf(e.attributes().text("rounding", "DIVIDE"))) {
            case DIVIDE -> 0;
            case RECIPROCAL -> 1;
            case AFTER_OFFSET -> 2;
        };
    }

    static String number(Emission e, String name) {
        return Literals.of(e.attributes().real(name, 0));
    }

    private static void codes(Emission e) {
        if (way(e) == 3) {
            String finite = Literals.of(e.attributes().integer("finite", 0) == 1);
            e.give(
                    "%s(%s, %s, %s, %s)",
                    e.helper("units", UNITS),
                    e.in(0),
                    number(e, "zero"),
                    number(e, "high"),
                    finite);
            return;
        }
        rounded(e);
        String helper = e.helper("codes", CODES);
        e.give(
                "%s(%s, %s, %s, %s, %d)",
                helper, e.in(0), e.in(1), number(e, "zero"), number(e, "high"), way(e));
    }

    private static void whole(Emission e) {
        rounded(e);
        String helper = e.helper("whole", WHOLE);
        String over = Literals.of(e.attributes().integer("overwrite", 0) == 1);
        e.give(
                "%s(%s, %s, %s, %s, %d, %s)",
                helper, e.in(0), e.in(1), number(e, "zero"), number(e, "high"), way(e), over);
    }

    private static void widen(Emission e) {
        e.give("torch.sub_(torch.to(%s, 6, False, False, 0), %s)", e.in(0), number(e, "zero"));
    }

    private static void real(Emission e) {
        String whole = e.let("torch.sub_(torch.to(%s, 6), %s)", e.in(0), number(e, "zero"));
        e.give("torch.mul_(%s, %s)", whole, e.in(1));
    }

    /** Made once, so as simple as can be. */
    private static void weights(Emission e) {
        String x = e.in(0);
        long axis = e.attributes().integer("axis", 0);
        String scale = spread(e, x, 1, axis);
        String zero = spread(e, x, 2, axis);
        int way = way(e);
        String real =
                way == 1
                        ? e.let("torch.mul(%s, torch.reciprocal(%s))", x, scale)
                        : e.let("torch.div(%s, %s)", x, scale);
        String code =
                way == 2
                        ? e.let("torch.sub(torch.round(torch.add(%s, %s)), %s)", real, zero, zero)
                        : e.let("torch.round(%s)", real);
        String low = e.let("torch.rsub(%s, %s)", zero, number(e, "low"));
        String high = e.let("torch.rsub(%s, %s)", zero, number(e, "high"));
        String inside = e.let("torch.clamp(%s, %s, %s)", code, low, high);
        boolean wide = e.attributes().integer("wide", 0) == 1;
        e.give(wide ? "%s" : "torch.to(%s, 1)", inside);
    }

    private static String spread(Emission e, String x, int input, long axis) {
        return e.attributes().integer("one", 0) == 1
                ? e.in(input)
                : e.let("%s(%s, %s, %d)", FakeQuantize.along(e), x, e.in(input), axis);
    }
}
