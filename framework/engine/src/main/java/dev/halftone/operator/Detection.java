package dev.halftone.operator;

import dev.halftone.torchscript.Literals;
import java.util.Map;

/** Boxes in pictures: which of them are kept, and what lies in them. */
final class Detection {
    static final Map<String, Operator> OPERATORS =
            Map.of("NonMaxSuppression", Detection::suppress, "RoiAlign", Detection::align);

    /** Corners of boxes: two opposite ones in any order, or a centre and a size. */
    private static final String CORNERS =
            """
            def box_corners(boxes: Tensor, centred: bool) -> List[Tensor]:
              a = torch.slice(boxes, 1, 0, 2)
              b = torch.slice(boxes, 1, 2, 4)
              if centred:
                h = torch.div(b, 2)
                r = [torch.sub(a, h), torch.add(a, h)]
              else:
                r = [torch.minimum(a, b), torch.maximum(a, b)]
              return r
            """;

    /**
     * Boxes of one class, the best first, without those that overlap a better one too much. Of
     * equal scores the one that comes first is better.
     */
    private static final String KEPT =
            """
            def boxes_kept(least: Tensor, most: Tensor, scores: Tensor, count: int, overlap: float, floor: Optional[Tensor]) -> Tensor:
              rest = torch.arange(torch.size(scores, 0), dtype=4, device=scores.device)
              if floor is not None:
                rest = torch.reshape(torch.nonzero(torch.gt(scores, floor)), [-1])
              values, order = torch.sort(torch.index_select(scores, 0, rest), stable=True, dim=0, descending=True)
              rest = torch.index_select(rest, 0, order)
              area = torch.prod(torch.sub(most, least), 1)
              r = [torch.slice(rest, 0, 0, 0)]
              while torch.numel(rest) > 0 and len(r) <= count:
                best = torch.slice(rest, 0, 0, 1)
                _ = torch.append(r, best)
                rest = torch.slice(rest, 0, 1)
                low = torch.maximum(torch.index_select(least, 0, best), torch.index_select(least, 0, rest))
                high = torch.minimum(torch.index_select(most, 0, best), torch.index_select(most, 0, rest))
                common = torch.prod(torch.clamp(torch.sub(high, low), 0), 1)
                one = torch.index_select(area, 0, best)
                other = torch.index_select(area, 0, rest)
                share = torch.div(common, torch.sub(torch.add(one, other), common))
                gone = torch.logical_and(torch.gt(common, 0), torch.gt(share, overlap))
                rest = torch.index_select(rest, 0, torch.reshape(torch.nonzero(torch.logical_not(gone)), [-1]))
              return torch.cat(r, 0)
            """;

    private static final String SUPPRESS =
            """
            def suppress(boxes: Tensor, scores: Tensor, count: int, overlap: float, floor: Optional[Tensor], centred: bool) -> Tensor:
              r = [torch.zeros([0, 3], dtype=4, layout=None, device=boxes.device)]
              for b in range(torch.size(boxes, 0)):
                ends = __torch__.box_corners(torch.select(boxes, 0, b), centred)
                for c in range(torch.size(scores, 1)):
                  kept = __torch__.boxes_kept(ends[0], ends[1], torch.select(torch.select(scores, 0, b), 0, c), count, overlap, floor)
                  _ = torch.append(r, torch.stack([torch.full_like(kept, b), torch.full_like(kept, c), kept], 1))
              return torch.cat(r, 0)
            """;

    /**
     * Places between two pixels of a row, with the pixel before, the one behind and the share of
     * that; a share of -1 where a place is outside.
     */
    private static final String PLACES =
            """
            def roi_places(start: float, size: float, bins: int, each: int, n: int, x: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor]:
              step = size / bins
              i = torch.arange(bins * each, dtype=6, device=x.device)
              bin = torch.floor(torch.div(i, each))
              at = start + bin * step + (i - bin * each + 0.5) * step / each
              inside = torch.logical_and(torch.ge(at, -1.0), torch.le(at, n))
              at = torch.clamp(at, 0.0, n - 1.0)
              low = torch.to(torch.floor(at), 4)
              high = torch.clamp(low + 1, 0, n - 1)
              return (low, high, torch.sub(at, low), torch.to(inside, 6))
            """;

    /** ONNX takes the largest of the four weighted neighbours, not of the interpolated values. */
    private static final String ALIGN =
            """
            def roi_align(x: Tensor, rois: Tensor, batch: Tensor, bins: List[int], sampling: int, scale: float, half: bool, largest: bool) -> Tensor:
              r = [torch.new_zeros(x, [0, torch.size(x, 1), bins[0], bins[1]])]
              for i in range(torch.size(rois, 0)):
                box = torch.select(rois, 0, i)
                image = torch.select(x, 0, int(torch.select(batch, 0, i)))
                start = annotate(List[float], [])
                size = annotate(List[float], [])
                each = annotate(List[int], [])
                for k in range(2):
                  a = float(torch.select(box, 0, 1 - k)) * scale
                  s = float(torch.select(box, 0, 3 - k)) * scale - a
                  if half:
                    a = a - 0.5
                  else:
                    s = ops.prim.max(s, 1.0)
                  _ = torch.append(start, a)
                  _ = torch.append(size, s)
                  n = sampling
                  if n <= 0:
                    n = int(torch.ceil(s / bins[k]))
                  _ = torch.append(each, n)
                if each[0] < 1 or each[1] < 1:
                  y = torch.new_zeros(x, [torch.size(x, 1), bins[0], bins[1]])
                else:
                  t, b, v, u = __torch__.roi_places(start[0], size[0], bins[0], each[0], torch.size(x, 2), x)
                  l, r2, h, w = __torch__.roi_places(start[1], size[1], bins[1], each[1], torch.size(x, 3), x)
                  top = torch.index_select(image, 1, t)
                  bottom = torch.index_select(image, 1, b)
                  v = torch.unsqueeze(v, 1)
                  on = torch.unsqueeze(u, 1) * w
                  p = torch.index_select(top, 2, l) * (1.0 - v) * (1.0 - h) * on
                  q = torch.index_select(top, 2, r2) * (1.0 - v) * h * on
                  c = torch.index_select(bottom, 2, l) * v * (1.0 - h) * on
                  d = torch.index_select(bottom, 2, r2) * v * h * on
                  shape = [torch.size(x, 1), bins[0], each[0], bins[1], each[1]]
                  if largest:
                    y = torch.maximum(torch.maximum(p, q), torch.maximum(c, d))
                    y = torch.amax(torch.reshape(y, shape), [2, 4], False)
                  else:
                    y = torch.mean(torch.reshape(p + q + c + d, shape), [2, 4], False)
                _ = torch.append(r, torch.unsqueeze(torch.to(y, x.dtype), 0))
              return torch.cat(r, 0)
            """;

    private Detection() {}

    private static void suppress(Emission e) {
        e.helper("box_corners", CORNERS);
        e.helper("boxes_kept", KEPT);
        String helper = e.helper("suppress", SUPPRESS);
        e.give(
                "%s(%s, %s, %s, %s, %s, %s)",
                helper,
                e.in(0),
                e.in(1),
                e.has(2) ? e.ints(2) + "[0]" : "0",
                e.has(3) ? e.reals(3) + "[0]" : "0.0",
                e.optional(4),
                Literals.of(e.attributes().integer("center_point_box", 0) == 1));
    }

    private static void align(Emission e) {
        String mode = e.attributes().text("mode", "avg");
        if (!mode.equals("avg") && !mode.equals("max")) {
            throw e.unsupported("has the mode '" + mode + "'");
        }
        String coordinates = e.attributes().text("coordinate_transformation_mode", "half_pixel");
        e.helper("roi_places", PLACES);
        e.give(
                "%s(%s, %s, %s, [%d, %d], %d, %s, %s, %s)",
                e.helper("roi_align", ALIGN),
                e.in(0),
                e.in(1),
                e.in(2),
                e.attributes().integer("output_height", 1),
                e.attributes().integer("output_width", 1),
                e.attributes().integer("sampling_ratio", 0),
                Literals.of(e.attributes().real("spatial_scale", 1)),
                Literals.of(coordinates.equals("half_pixel")),
                Literals.of(mode.equals("max")));
    }
}
