package dev.halftone.operator;

import dev.halftone.torchscript.Literals;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Pictures put together from pieces, or read at places that are not on the raster. */
final class Patchwork {
    static final Map<String, Operator> OPERATORS =
            Map.of(
                    "Col2Im", Patchwork::join,
                    "MaxUnpool", Patchwork::unpool,
                    "DeformConv", Patchwork::deform);

    /** A list, or one number as often as it takes. */
    private static final String OR_ALL =
            """
            def or_all(given: List[int], count: int, usual: int) -> List[int]:
              r = given
              if len(given) == 0:
                for i in range(count):
                  _ = torch.append(r, usual)
              return r
            """;

    /** Adds up what the columns of blocks say of each pixel; any number of dimensions. */
    private static final String JOIN =
            """
            def blocks_joined(x: Tensor, image: List[int], block: List[int], steps: List[int], gaps: List[int], around: List[int]) -> Tensor:
              k = len(image)
              step = __torch__.or_all(steps, k, 1)
              apart = __torch__.or_all(gaps, k, 1)
              pads = __torch__.or_all(around, 2 * k, 0)
              inner = torch.zeros([1], dtype=4, layout=None, device=x.device)
              outer = torch.zeros([1], dtype=4, layout=None, device=x.device)
              whole = annotate(List[int], [])
              all = 1
              size = 1
              for i in range(k):
                n = image[i] + pads[i] + pads[i + k]
                m = torch.floordiv(n - apart[i] * (block[i] - 1) - 1, step[i]) + 1
                a = torch.arange(block[i], dtype=4, device=x.device) * apart[i]
                b = torch.arange(m, dtype=4, device=x.device) * step[i]
                inner = torch.reshape(torch.unsqueeze(inner * n, 1) + a, [-1])
                outer = torch.reshape(torch.unsqueeze(outer * n, 1) + b, [-1])
                _ = torch.append(whole, n)
                all = all * n
                size = size * block[i]
              at = torch.reshape(torch.unsqueeze(inner, 1) + outer, [-1])
              batch = torch.size(x, 0)
              channels = torch.floordiv(torch.size(x, 1), size)
              flat = torch.reshape(x, [batch, channels, -1])
              r = torch.index_add(torch.new_zeros(x, [batch, channels, all]), 2, at, flat)
              r = torch.reshape(r, [batch, channels] + whole)
              for i in range(k):
                r = torch.slice(r, i + 2, pads[i], pads[i] + image[i])
              return r
            """;

    /** Places count through the whole tensor as it was before pooling without an own size. */
    private static final String UNPOOL =
            """
            def unpooled(x: Tensor, at: Tensor, block: List[int], step: List[int], pads: List[int], wish: List[int]) -> Tensor:
              k = len(block)
              shape = [torch.size(x, 0), torch.size(x, 1)]
              all = shape[0] * shape[1]
              more = annotate(List[int], [])
              for i in range(k):
                n = (torch.size(x, i + 2) - 1) * step[i] - pads[i] - pads[i + k] + block[i]
                _ = torch.append(shape, n)
                all = all * n
              flat = torch.new_zeros(x, [all])
              r = torch.reshape(torch.scatter(flat, 0, torch.reshape(at, [-1]), torch.reshape(x, [-1])), shape)
              if len(wish) > 0:
                for i in range(k):
                  _ = torch.append(more, 0)
                  _ = torch.append(more, wish[len(wish) - 1 - i] - shape[k + 1 - i])
                r = torch.constant_pad_nd(r, more, 0)
              return r
            """;

    /** Between four pixels; outside of the picture is nothing. */
    private static final String READ =
            """
            def read_between(x: Tensor, v: Tensor, h: Tensor) -> Tensor:
              height = torch.size(x, 2)
              width = torch.size(x, 3)
              flat = torch.flatten(x, 2, 3)
              shape = [torch.size(x, 0), torch.size(x, 1), torch.size(v, 1) * torch.size(v, 2)]
              r = torch.new_zeros(x, shape)
              for i in range(4):
                y = torch.floor(v) + torch.floordiv(i, 2)
                z = torch.floor(h) + torch.remainder(i, 2)
                a = torch.logical_and(torch.ge(y, 0), torch.lt(y, height))
                b = torch.logical_and(torch.ge(z, 0), torch.lt(z, width))
                share = (1.0 - torch.abs(v - y)) * (1.0 - torch.abs(h - z))
                share = torch.where(torch.logical_and(a, b), share, torch.zeros_like(share))
                at = torch.clamp(y, 0, height - 1) * width + torch.clamp(z, 0, width - 1)
                at = torch.expand(torch.unsqueeze(torch.flatten(torch.to(at, 4), 1, 2), 1), shape)
                r = r + torch.gather(flat, 2, at) * torch.unsqueeze(torch.flatten(share, 1, 2), 1)
              return r
            """;

    /** Every element of the kernel reads the picture at its own place, then one product. */
    private static final String DEFORM =
            """
            def deformed(x: Tensor, w: Tensor, offset: Tensor, b: Optional[Tensor], mask: Optional[Tensor], step: List[int], pads: List[int], apart: List[int], parts: int, groups: int) -> Tensor:
              n = torch.size(x, 0)
              c = torch.size(x, 1)
              kw = torch.size(w, 3)
              k = torch.size(w, 2) * kw
              oh = torch.size(offset, 2)
              ow = torch.size(offset, 3)
              picture = torch.reshape(x, [n * parts, -1, torch.size(x, 2), torch.size(x, 3)])
              shifts = torch.reshape(offset, [n * parts, k, 2, oh, ow])
              rows = torch.unsqueeze(torch.arange(oh, dtype=6, device=x.device), 1) * step[0] - pads[0]
              columns = torch.arange(ow, dtype=6, device=x.device) * step[1] - pads[1]
              taken = annotate(List[Tensor], [])
              for i in range(k):
                shift = torch.select(shifts, 1, i)
                v = torch.select(shift, 1, 0) + rows + torch.floordiv(i, kw) * apart[0]
                h = torch.select(shift, 1, 1) + columns + torch.remainder(i, kw) * apart[1]
                _ = torch.append(taken, __torch__.read_between(picture, v, h))
              s = torch.stack(taken, 2)
              if mask is not None:
                s = s * torch.reshape(mask, [n * parts, 1, k, oh * ow])
              s = torch.reshape(s, [n, groups, torch.floordiv(c, groups) * k, oh * ow])
              kernel = torch.reshape(w, [groups, torch.floordiv(torch.size(w, 0), groups), -1])
              r = torch.reshape(torch.matmul(kernel, s), [n, torch.size(w, 0), oh, ow])
              if b is not None:
                r = r + torch.reshape(b, [1, -1, 1, 1])
              return r
            """;

    private Patchwork() {}

    private static String list(Emission e, String name, int count, long usual) {
        List<Long> values = e.attributes().integers(name).orElse(Collections.nCopies(count, usual));
        if (values.size() != count) {
            throw e.unsupported("has %d %s, not %d".formatted(values.size(), name, count));
        }
        return Literals.of(values);
    }

    private static String some(Emission e, String name) {
        return Literals.of(e.attributes().integers(name).orElse(List.of()));
    }

    private static void join(Emission e) {
        e.helper("or_all", OR_ALL);
        e.give(
                "%s(%s, %s, %s, %s, %s, %s)",
                e.helper("blocks_joined", JOIN),
                e.in(0),
                e.ints(1),
                e.ints(2),
                some(e, "strides"),
                some(e, "dilations"),
                some(e, "pads"));
    }

    private static void unpool(Emission e) {
        List<Long> block =
                e.attributes()
                        .integers("kernel_shape")
                        .orElseThrow(() -> e.unsupported("does not say 'kernel_shape'"));
        e.give(
                "%s(%s, %s, %s, %s, %s, %s)",
                e.helper("unpooled", UNPOOL),
                e.in(0),
                e.in(1),
                Literals.of(block),
                list(e, "strides", block.size(), 1),
                list(e, "pads", 2 * block.size(), 0),
                e.has(2) ? e.ints(2) : "annotate(List[int], [])");
    }

    private static void deform(Emission e) {
        e.helper("read_between", READ);
        e.give(
                "%s(%s, %s, %s, %s, %s, %s, %s, %s, %d, %d)",
                e.helper("deformed", DEFORM),
                e.in(0),
                e.in(1),
                e.in(2),
                e.optional(3),
                e.optional(4),
                list(e, "strides", 2, 1),
                list(e, "pads", 4, 0),
                list(e, "dilations", 2, 1),
                e.attributes().integer("offset_group", 1),
                e.attributes().integer("group", 1));
    }
}
