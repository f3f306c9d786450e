package dev.halftone.operator;

import dev.halftone.graph.Attributes;
import dev.halftone.torchscript.Literals;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Products of uint8 activations and int8 weights with 32-bit sums. Inputs of linear layer and
 * convolution: codes, packed weight, its scales, its zero points (zeros), bias; a linear layer may
 * have one more, which it adds to and writes over. What they make is float32, or codes where {@code
 * out_scale} says so.
 */
final class IntegerProducts {
    static final Map<String, Operator> OPERATORS =
            Map.ofEntries(
                    Map.entry(
                            "halftone.Zeros",
                            e -> e.give("torch.zeros_like(%s, dtype=3)", e.in(0))),
                    Map.entry(
                            "halftone.PackLinear",
                            e ->
                                    e.give(
                                            "ops.onednn.qlinear_prepack(torch.contiguous(%s), None)",
                                            e.in(0))),
                    Map.entry("halftone.PackConv", IntegerProducts::pack),
                    Map.entry("halftone.IntegerLinear", IntegerProducts::linear),
                    Map.entry("halftone.IntegerConv", IntegerProducts::convolution),
                    Map.entry("halftone.IntegerMatMul", IntegerProducts::matrices),
                    Map.entry(
                            "halftone.ZeroSums",
                            e ->
                                    e.give(
                                            "torch.mul(torch.sum(%s, [1], False, dtype=3), %d)",
                                            e.in(0), 128 - e.attributes().integer("x_zero", 0))),
                    Map.entry("halftone.IntegerSums", IntegerProducts::sums),
                    Map.entry("halftone.Patches", IntegerProducts::patches),
                    Map.entry("halftone.Scaled", IntegerProducts::scaled));

    /** Sums of so many products are exact in float32; longer ones are made in float64. */
    private static final String MATRICES =
            """
            def whole_matmul(a: Tensor, b: Tensor, most: int) -> Tensor:
              if torch.size(a, -1) <= most:
                r = torch.matmul(a, b)
              else:
                r = torch.to(torch.matmul(torch.to(a, 7), torch.to(b, 7)), 6)
              return r
            """;

    /**
     * Sums in 32 bits, whatever they are: with x − z = (x − 128) + (128 − z), the first term being
     * a signed byte.
     */
    private static final String SUMS =
            """
            def whole_sums(x: Tensor, w: Tensor, more: Tensor) -> Tensor:
              shape = torch.size(x)
              y = torch._int_mm(torch.reshape(torch.to(torch.sub_(torch.to(x, 2), 128), 1), [-1, shape[-1]]), torch.t(w))
              shape[-1] = torch.size(w, 0)
              return torch.reshape(torch.add_(y, more), shape)
            """;

    /** Written over what it is added to, where both have one shape. */
    private static final String ADDED =
            """
            def added(x: Tensor, scale: float, zero: int, w: Tensor, s: Tensor, z: Tensor, b: Optional[Tensor], other: Tensor) -> Tensor:
              shape = torch.size(x)
              shape[-1] = torch.size(w, 1)
              if torch.size(other) == shape and torch.is_contiguous(other):
                r = ops.onednn.qlinear_pointwise(x, scale, zero, w, s, z, other, b, 1.0, 0, 6, 1.0, 0, "sum", 1.0, "none", annotate(List[Optional[number]], []), "none")
              else:
                y = ops.onednn.qlinear_pointwise(x, scale, zero, w, s, z, b, 1.0, 0, 6, "none", annotate(List[Optional[number]], []), "none")
                r = torch.add(other, y)
              return r
            """;

    /** Pictures (B, C, H, W) as rows of what lies beneath each kernel: (B, H', W', C·h·w). */
    private static final String PATCHES =
            """
            def patches(x: Tensor, h: int, w: int) -> Tensor:
              b = torch.size(x, 0)
              c = torch.size(x, 1)
              m = torch.floordiv(torch.size(x, 2), h)
              n = torch.floordiv(torch.size(x, 3), w)
              y = torch.slice(torch.slice(x, 2, 0, m * h, 1), 3, 0, n * w, 1)
              y = torch.permute(torch.reshape(y, [b, c, m, h, n, w]), [0, 2, 4, 1, 3, 5])
              return torch.reshape(y, [b, m, n, c * h * w])
            """;

    private IntegerProducts() {}

    private static String real(Emission e, String name, double byDefault) {
        return Literals.of(e.attributes().real(name, byDefault));
    }

    /** What every kernel is told about its output. */
    private static String output(Emission e) {
        Attributes a = e.attributes();
        boolean codes = a.has("out_scale");
        return "%s, %d, %d, \"%s\", annotate(List[Optional[number]], []), \"none\""
                .formatted(
                        real(e, "out_scale", 1),
                        a.integer("out_zero", 0),
                        codes ? 0 : 6,
                        a.text("post", "none"));
    }

    private static String input(Emission e, String x) {
        return "%s, %s, %d, %s, %s, %s"
                .formatted(
                        x,
                        real(e, "x_scale", 1),
                        e.attributes().integer("x_zero", 0),
                        e.in(1),
                        e.in(2),
                        e.in(3));
    }

    /** Grids of fewer than 256 codes end before the type does. */
    private static void give(Emission e, String made) {
        long high = e.attributes().integer("out_high", 255);
        e.give(high < 255 ? "torch.clamp_(%s, 0, %s)" : "%s", made, high);
    }

    private static void linear(Emission e) {
        String x = e.in(0);
        if (e.has(5)) {
            String helper = e.helper("added", ADDED);
            e.give("%s(%s, %s, %s)", helper, input(e, x), e.optional(4), e.in(5));
            return;
        }
        String made =
                e.let(
                        "ops.onednn.qlinear_pointwise(%s, %s, %s)",
                        input(e, x), e.optional(4), output(e));
        give(e, made);
    }

    private static void patches(Emission e) {
        List<Long> kernel = e.attributes().integers("kernel_shape").orElseThrow();
        String helper = e.helper("patches", PATCHES);
        e.give("%s(%s, %d, %d)", helper, e.in(0), kernel.get(0), kernel.get(1));
    }

    private static String places(Emission e) {
        Attributes a = e.attributes();
        List<Long> ones = Collections.nCopies(2, 1L);
        List<Long> pads =
                Windows.isSymmetric(e, 2) ? Windows.begins(e, 2) : Collections.nCopies(2, 0L);
        return "%s, %s, %s, %d"
                .formatted(
                        Literals.of(a.integers("strides").orElse(ones)),
                        Literals.of(pads),
                        Literals.of(a.integers("dilations").orElse(ones)),
                        a.integer("group", 1));
    }

    private static void pack(Emission e) {
        e.give(
                "ops.onednn.qconv_prepack(%s, %s, %s, %d, %s, None)",
                e.in(0),
                e.in(1),
                real(e, "x_scale", 1),
                e.attributes().integer("x_zero", 0),
                places(e));
    }

    /** Beyond the edge lies what stands for zero. */
    private static void convolution(Emission e) {
        String x = Windows.padded(e, 2, String.valueOf(e.attributes().integer("x_zero", 0)));
        String made =
                e.let(
                        "ops.onednn.qconv2d_pointwise(%s, %s, %s, %s)",
                        input(e, x), e.optional(4), places(e), output(e));
        give(e, made);
    }

    /** The name of the function that multiplies whole numbers in float32. */
    static String multiplied(Emission e) {
        return e.helper("whole_matmul", MATRICES);
    }

    /** Inputs are whole numbers in float32. */
    private static void matrices(Emission e) {
        String helper = multiplied(e);
        long most = e.attributes().integer("terms", 0);
        String sums = e.let("%s(%s, %s, %d)", helper, e.in(0), e.in(1), most);
        e.give("torch.mul_(%s, %s)", sums, real(e, "scale", 1));
    }

    private static void sums(Emission e) {
        String helper = e.helper("whole_sums", SUMS);
        e.give("%s(%s, %s, %s)", helper, e.in(0), e.in(1), e.in(2));
    }

    /**
     * Exact sums, of 32 bits, float32 or float64, times the scales of both operands, and a bias.
     */
    private static void scaled(Emission e) {
        long axis = e.attributes().integer("axis", -1);
        String along = FakeQuantize.along(e);
        String sums = e.let("torch.to(%s, 6)", e.in(0));
        String scale = e.let("torch.mul(%s, %s)", e.in(1), real(e, "x_scale", 1));
        String made = e.let("torch.mul(%s, %s(%s, %s, %d))", sums, along, sums, scale, axis);
        e.give(
                e.has(2) ? "torch.add(%1$s, %2$s(%1$s, %3$s, %4$d))" : "%s",
                made,
                along,
                e.optional(2),
                axis);
    }
}
