package dev.halftone.operator;

import dev.halftone.graph.Attributes;
import dev.halftone.torchscript.Literals;
import java.util.List;
import java.util.Map;

/** Convolutions whose rank or padding is known only when they run, and their transposes. */
final class Convolutions {
    static final Map<String, Operator> OPERATORS =
            Map.of("ConvTranspose", Convolutions::transposed);

    /** Lists of one number for each spatial dimension; padding at both ends. */
    private static final String EACH =
            """
            def each(given: List[int], rank: int, fill: int) -> List[int]:
              r = given
              if len(r) == 0:
                r = [fill for i in range(rank)]
              return r
            """;

    /** Padding of SAME_UPPER (1) and SAME_LOWER (2): the output has ⌈input / stride⌉ elements. */
    static final String SAME =
            """
            def same(sizes: List[int], kernel: List[int], strides: List[int], dilations: List[int], auto: int) -> List[int]:
              before = annotate(List[int], [])
              after = annotate(List[int], [])
              for i in range(len(kernel)):
                out = torch.floordiv(sizes[i] + strides[i] - 1, strides[i])
                wide = (kernel[i] - 1) * dilations[i] + 1
                all = ops.prim.max((out - 1) * strides[i] + wide - sizes[i], 0)
                half = torch.floordiv(all, 2)
                if auto == 2:
                  half = all - half
                _ = torch.append(before, half)
                _ = torch.append(after, all - half)
              return before + after
            """;

    /** Pads with one value, or cuts off where a number is negative. */
    static final String PADDED =
            """
            def padded(x: Tensor, pads: List[int], value: float) -> Tensor:
              rank = torch.floordiv(len(pads), 2)
              order = annotate(List[int], [])
              some = False
              for i in range(rank):
                d = rank - 1 - i
                _ = torch.append(order, pads[d])
                _ = torch.append(order, pads[rank + d])
                if pads[d] != 0 or pads[rank + d] != 0:
                  some = True
              r = x
              if some:
                r = torch.constant_pad_nd(x, order, value)
              return r
            """;

    private static final String CONVOLVE =
            """
            def convolve(x: Tensor, w: Tensor, b: Optional[Tensor], strides: List[int], pads: List[int], dilations: List[int], auto: int, groups: int) -> Tensor:
              rank = torch.dim(x) - 2
              s = __torch__.each(strides, rank, 1)
              d = __torch__.each(dilations, rank, 1)
              p = __torch__.each(pads, 2 * rank, 0)
              if auto > 0:
                p = __torch__.same(torch.size(x)[2:], torch.size(w)[2:], s, d, auto)
              inside = [0 for i in range(rank)]
              y = __torch__.padded(x, p, 0.0)
              return torch.convolution(y, w, b, s, inside, d, False, inside, groups)
            """;
    private static final String TRANSPOSED =
            """
            def deconvolve(x: Tensor, w: Tensor, b: Optional[Tensor], strides: List[int], pads: List[int], dilations: List[int], more: List[int], shape: List[int], auto: int, groups: int) -> Tensor:
              rank = torch.dim(x) - 2
              s = __torch__.each(strides, rank, 1)
              d = __torch__.each(dilations, rank, 1)
              p = __torch__.each(pads, 2 * rank, 0)
              o = __torch__.each(more, rank, 0)
              inside = [0 for i in range(rank)]
              wish = shape
              if len(wish) == 0 and auto > 0:
                wish = [torch.size(x, 2 + i) * s[i] for i in range(rank)]
              if len(wish) > 0:
                before = annotate(List[int], [])
                after = annotate(List[int], [])
                for i in range(rank):
                  whole = s[i] * (torch.size(x, 2 + i) - 1) + o[i] + (torch.size(w, 2 + i) - 1) * d[i] + 1
                  all = whole - wish[len(wish) - rank + i]
                  half = torch.floordiv(all, 2)
                  if auto != 1:
                    half = all - half
                  _ = torch.append(before, half)
                  _ = torch.append(after, all - half)
                p = before + after
              y = torch.convolution(x, w, b, s, inside, d, True, inside, groups)
              cut = annotate(List[int], [])
              for i in range(2 * rank):
                extra = 0
                if i >= rank:
                  extra = o[i - rank]
                _ = torch.append(cut, extra - p[i])
              r = __torch__.padded(y, cut, 0.0)
              return r
            """;

    private Convolutions() {}

    /** 0: as {@code pads} says; 1: SAME_UPPER; 2: SAME_LOWER. */
    static int automatic(Attributes a) {
        return switch (a.text("auto_pad", "NOTSET")) {
            case "SAME_UPPER" -> 1;
            case "SAME_LOWER" -> 2;
            default -> 0;
        };
    }

    static String list(Emission e, String name) {
        boolean ignored =
                name.equals("pads") && !e.attributes().text("auto_pad", "NOTSET").equals("NOTSET");
        return Literals.of(ignored ? List.of() : e.attributes().integers(name).orElse(List.of()));
    }

    /** An expression for the convolution of two variables. */
    static String convolution(Emission e, String x, String w, String bias) {
        helpers(e);
        e.helper("same", SAME);
        return "%s(%s, %s, %s, %s, %s, %s, %d, %d)"
                .formatted(
                        e.helper("convolve", CONVOLVE),
                        x,
                        w,
                        bias,
                        list(e, "strides"),
                        list(e, "pads"),
                        list(e, "dilations"),
                        automatic(e.attributes()),
                        e.attributes().integer("group", 1));
    }

    private static void helpers(Emission e) {
        e.helper("each", EACH);
        e.helper("padded", PADDED);
    }

    private static void transposed(Emission e) {
        helpers(e);
        e.give(
                "%s(%s, %s, %s, %s, %s, %s, %s, %s, %d, %d)",
                e.helper("deconvolve", TRANSPOSED),
                e.in(0),
                e.in(1),
                e.optional(2),
                list(e, "strides"),
                list(e, "pads"),
                list(e, "dilations"),
                list(e, "output_padding"),
                list(e, "output_shape"),
                automatic(e.attributes()),
                e.attributes().integer("group", 1));
    }
}
