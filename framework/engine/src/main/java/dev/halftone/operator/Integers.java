package dev.halftone.operator;

import java.util.Map;
import java.util.Optional;

/**
 * Quantization as ONNX has it. Products of whole numbers are made in float64, which holds their
 * sums exactly.
 */
final class Integers {
    static final Map<String, Operator> OPERATORS =
            Map.of(
                    "QuantizeLinear", Integers::quantize,
                    "DequantizeLinear", Integers::dequantize,
                    "DynamicQuantizeLinear", Integers::dynamic,
                    "MatMulInteger", Integers::product,
                    "ConvInteger", Integers::convolution,
                    "QLinearMatMul", Integers::quantizedProduct,
                    "QLinearConv", Integers::quantizedConvolution);

    /** One number for the tensor, for each place of an axis, or for each block along it. */
    private static final String SPREAD =
            """
            def spread_scales(s: Tensor, x: Tensor, axis: int, block: int) -> Tensor:
              if torch.numel(s) == 1:
                r = torch.reshape(s, annotate(List[int], []))
              elif torch.dim(s) == 1 and block == 0:
                shape = [1 for i in range(torch.dim(x))]
                shape[axis] = torch.numel(s)
                r = torch.reshape(s, shape)
              else:
                size = block
                if size == 0:
                  size = torch.floordiv(torch.size(x, axis) + torch.size(s, axis) - 1, torch.size(s, axis))
                r = torch.slice(torch.repeat_interleave(s, size, axis), axis, 0, torch.size(x, axis), 1)
              return r
            """;

    /** Rounds half to even and saturates. */
    private static final String LAND =
            """
            def land(x: Tensor, type: int) -> Tensor:
              low = __torch__.edge(type, True)
              high = __torch__.edge(type, False)
              return torch.to(torch.clamp(torch.round(x), low, high), type)
            """;

    private Integers() {}

    private static void helpers(Emission e) {
        e.helper("edge", Reductions.EDGE);
        e.helper("spread_scales", SPREAD);
        e.helper("land", LAND);
    }

    private static String spread(Emission e, int input, String x) {
        long axis = e.attributes().integer("axis", 1);
        long block = e.attributes().integer("block_size", 0);
        return "%s(%s, %s, %d, %d)"
                .formatted(e.helper("spread_scales", SPREAD), e.in(input), x, axis, block);
    }

    /** The zero point is added after rounding. */
    private static void quantize(Emission e) {
        helpers(e);
        String x = e.in(0);
        String scale = e.let("torch.to(%s, 6)", spread(e, 1, x));
        String quotient = e.let("torch.div(torch.to(%s, 6), %s)", x, scale);
        long wanted = e.attributes().integer("output_dtype", 0);
        Optional<String> real = Casts.real(e, quotient, wanted);
        if (real.isPresent()) {
            e.give("%s", real.get());
            return;
        }
        String codes = e.let("torch.round(%s)", quotient);
        String type = "0";
        if (e.has(2)) {
            codes = e.let("torch.add(%s, torch.to(%s, 6))", codes, spread(e, 2, x));
            type = e.in(2) + ".dtype";
        } else if (wanted != 0) {
            type = e.type(wanted);
        }
        Optional<String> narrow = bounds(wanted);
        if (narrow.isPresent()) {
            codes = e.let("torch.clamp(%s, %s)", codes, narrow.get());
        }
        e.give("__torch__.land(%s, %s)", codes, type);
    }

    /** Of types narrower than the one that carries them. */
    private static Optional<String> bounds(long type) {
        return switch ((int) type) {
            case 4 -> Optional.of("0, 65535");
            case 5 -> Optional.of("-32768, 32767");
            case 21 -> Optional.of("0, 15");
            case 22 -> Optional.of("-8, 7");
            case 25 -> Optional.of("0, 3");
            case 26 -> Optional.of("-2, 1");
            default -> Optional.empty();
        };
    }

    private static void dequantize(Emission e) {
        helpers(e);
        String x = e.in(0);
        String whole = e.let("torch.to(%s, 6)", x);
        if (e.has(2)) {
            whole = e.let("torch.sub(%s, torch.to(%s, 6))", whole, spread(e, 2, x));
        }
        String real = e.let("torch.mul(%s, %s)", whole, spread(e, 1, x));
        long type = e.attributes().integer("output_dtype", 0);
        e.give("torch.to(%s, %s)", real, type == 0 ? e.in(1) + ".dtype" : e.type(type));
    }

    private static void dynamic(Emission e) {
        String x = e.in(0);
        String low = e.let("torch.clamp(torch.amin(%s), None, 0.0)", x);
        String high = e.let("torch.clamp(torch.amax(%s), 0.0, None)", x);
        String scale = e.let("torch.div(torch.sub(%s, %s), 255.0)", high, low);
        String zero =
                e.let("torch.clamp(torch.round(torch.div(torch.neg(%s), %s)), 0, 255)", low, scale);
        String codes = e.let("torch.add(torch.round(torch.div(%s, %s)), %s)", x, scale, zero);
        e.give("torch.to(torch.clamp(%s, 0, 255), 0)", codes);
        if (e.node().outputs().size() > 1) {
            e.line("%s = %s", e.out(1), scale);
        }
        if (e.node().outputs().size() > 2) {
            e.line("%s = torch.to(%s, 0)", e.out(2), zero);
        }
    }

    /**
     * Codes without their zero point, as float64; one of several belongs to each place of an axis.
     */
    private static String centred(Emission e, int codes, int zero, long axis) {
        String x = e.let("torch.to(%s, 7)", e.in(codes));
        return e.has(zero)
                ? e.let("torch.sub(%s, torch.to(%s, 7))", x, along(e, zero, x, axis))
                : x;
    }

    private static String along(Emission e, int input, String x, long axis) {
        String helper =
                e.helper(
                        "spread_along",
                        """
                def spread_along(s: Tensor, x: Tensor, axis: int) -> Tensor:
                  r = s
                  if torch.numel(s) == 1:
                    r = torch.reshape(s, annotate(List[int], []))
                  elif torch.dim(s) == 1:
                    shape = [1 for i in range(torch.dim(x))]
                    shape[axis] = torch.numel(s)
                    r = torch.reshape(s, shape)
                  return r
                """);
        return "%s(%s, %s, %d)".formatted(helper, e.in(input), x, axis);
    }

    private static void product(Emission e) {
        String a = centred(e, 0, 2, -2);
        String b = centred(e, 1, 3, -1);
        e.give("torch.to(torch.matmul(%s, %s), 3)", a, b);
    }

    private static void convolution(Emission e) {
        String x = centred(e, 0, 2, 1);
        String w = centred(e, 1, 3, 0);
        e.give("torch.to(%s, 3)", Convolutions.convolution(e, x, w, "None"));
    }

    private static void quantizedProduct(Emission e) {
        helpers(e);
        String a = centred(e, 0, 2, -2);
        String b = centred(e, 3, 5, -1);
        String sums = e.let("torch.matmul(%s, %s)", a, b);
        String left = e.let("torch.to(%s, 7)", along(e, 1, a, -2));
        String right = e.let("torch.to(%s, 7)", along(e, 4, b, -1));
        String made =
                e.let("torch.div(%s * %s, torch.to(%s, 7))", left, right, along(e, 6, sums, -2));
        String real = e.let("%s * %s + torch.to(%s, 7)", sums, made, along(e, 7, sums, -2));
        e.give("__torch__.land(%s, %s.dtype)", real, e.in(7));
    }

    private static void quantizedConvolution(Emission e) {
        helpers(e);
        String x = centred(e, 0, 2, 1);
        String w = centred(e, 3, 5, 0);
        String bias = e.has(8) ? e.let("torch.to(%s, 7)", e.in(8)) : "None";
        String sums = e.let("%s", Convolutions.convolution(e, x, w, bias));
        String scales = e.let("torch.to(%s, 7)", along(e, 4, sums, 1));
        String made = e.let("torch.to(%s, 7) * %s / torch.to(%s, 7)", e.in(1), scales, e.in(6));
        String real = e.let("%s * %s + torch.to(%s, 7)", sums, made, along(e, 7, sums, 1));
        e.give("__torch__.land(%s, %s.dtype)", real, e.in(7));
    }
}
