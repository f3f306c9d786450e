package dev.halftone.operator;

import dev.halftone.graph.Attributes;
import dev.halftone.torchscript.Literals;
import java.util.List;
import java.util.Map;

/**
 * Resize, one dimension after the other: every place of the output becomes a coordinate in the
 * input, and the elements around it are weighed. GridSample and AffineGrid are ATen's.
 */
final class Resizing {
    static final Map<String, Operator> OPERATORS =
            Map.of(
                    "Resize", Resizing::resize,
                    "GridSample", Resizing::gridSample,
                    "AffineGrid", Resizing::affineGrid);

    /** Coordinates in the input. {@code scale} · n may be fractional, {@code m} is whole. */
    private static final String COORDINATES =
            """
            def coordinates(n: int, m: int, scale: float, how: str, start: float, end: float, device: Device) -> Tensor:
              y = torch.arange(m, dtype=7, device=device)
              wide = scale * float(n)
              if how == "align_corners":
                r = y * 0.0
                if wide != 1.0:
                  r = y * (float(n - 1) / (wide - 1.0))
              elif how == "asymmetric":
                r = y / scale
              elif how == "tf_crop_and_resize":
                r = y * 0.0 + start * float(n - 1)
                if wide == 1.0:
                  r = r + (end - start) * float(n - 1) / 2.0
                else:
                  r = r + y * ((end - start) * float(n - 1) / (wide - 1.0))
              elif how == "pytorch_half_pixel" and wide == 1.0:
                r = y * 0.0 - 0.5
              elif how == "tf_half_pixel_for_nn":
                r = (y + 0.5) / scale
              else:
                r = (y + 0.5) / scale - 0.5
                if how == "half_pixel_symmetric":
                  r = r + float(n) / 2.0 * (1.0 - float(m) / wide)
              return r
            """;

    private static final String NEAREST =
            """
            def nearest(x: Tensor, n: int, how: str) -> Tensor:
              if how == "floor":
                r = torch.floor(x)
              elif how == "ceil":
                r = torch.ceil(x)
              elif how == "round_prefer_ceil":
                r = torch.floor(x + 0.5)
              else:
                r = torch.ceil(x - 0.5)
              return torch.to(torch.clamp(r, 0, n - 1), 4)
            """;

    /** Weights by distance: a triangle, or Keys' cubic with coefficient {@code a}. */
    private static final String KERNEL =
            """
            def kernel(d: Tensor, cubic: bool, a: float) -> Tensor:
              x = torch.abs(d)
              if cubic:
                near = ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0
                far = ((a * x - 5.0 * a) * x + 8.0 * a) * x - 4.0 * a
                r = torch.where(torch.le(x, 1.0), near, torch.where(torch.lt(x, 2.0), far, x * 0.0))
              else:
                r = torch.clamp(1.0 - x, 0.0, 1.0)
              return r
            """;

    private static final String WEIGHED =
            """
            def weighed(x: Tensor, axis: int, at: Tensor, scale: float, cubic: bool, a: float, smooth: bool, inside: bool) -> Tensor:
              n = torch.size(x, axis)
              shrink = 1.0
              if smooth:
                shrink = ops.prim.min(scale, 1.0)
              reach = (2.0 if cubic else 1.0) / shrink
              first = torch.floor(at) - torch.ceil(torch.tensor(reach, dtype=7, device=x.device)) + 1.0
              taps = 2 * int(torch.ceil(torch.tensor(reach)))
              places = torch.unsqueeze(first, 1) + torch.unsqueeze(torch.arange(taps, dtype=7, device=x.device), 0)
              w = __torch__.kernel((places - torch.unsqueeze(at, 1)) * shrink, cubic, a)
              if inside:
                out = torch.logical_or(torch.lt(places, 0.0), torch.gt(places, float(n - 1)))
                w = torch.where(out, w * 0.0, w)
              if smooth or inside:
                w = w / torch.sum(w, [1], True)
              w = torch.to(w, x.dtype)
              i = torch.to(torch.clamp(places, 0, n - 1), 4)
              return __torch__.spread(x, axis, i, w)
            """;

    /**
     * The weighted sum of the elements that {@code i} names along an axis. A product with the
     * matrix of these weights takes a tenth of the time of picking elements, while the axis is not
     * too long.
     */
    private static final String SPREAD =
            """
            def spread(x: Tensor, axis: int, i: Tensor, w: Tensor) -> Tensor:
              n = torch.size(x, axis)
              taps = torch.size(i, 1)
              if n <= 128 * taps and n <= 1024:
                here = torch.eq(torch.unsqueeze(i, 2), torch.arange(n, dtype=4, device=x.device))
                matrix = torch.sum(torch.mul(torch.unsqueeze(w, 2), here), [1])
                if axis == torch.dim(x) - 2:
                  r = torch.matmul(matrix, x)
                else:
                  r = torch.transpose(torch.matmul(torch.transpose(x, axis, -1), torch.t(matrix)), axis, -1)
              else:
                shape = [1 for k in range(torch.dim(x))]
                shape[axis] = -1
                r = torch.index_select(x, axis, torch.select(i, 1, 0)) * torch.reshape(torch.select(w, 1, 0), shape)
                for t in range(1, taps):
                  r = r + torch.index_select(x, axis, torch.select(i, 1, t)) * torch.reshape(torch.select(w, 1, t), shape)
              return r
            """;

    private static final String RESIZE =
            """
            def resize(x: Tensor, roi: List[float], scales: List[float], sizes: List[int], axes: List[int], mode: str, how: str, round: str, policy: str, a: float, smooth: bool, inside: bool, beyond: float) -> Tensor:
              r = x
              if mode != "nearest" and not torch.is_floating_point(x):
                r = torch.to(x, 6)
              count = len(axes)
              if count == 0:
                count = torch.dim(x)
              common = 0.0
              for k in range(len(sizes)):
                axis = k if len(axes) == 0 else axes[k]
                s = float(sizes[k]) / float(torch.size(x, axis))
                if k == 0 or (policy == "not_larger" and s < common) or (policy == "not_smaller" and s > common):
                  common = s
              for k in range(count):
                axis = k if len(axes) == 0 else axes[k]
                if axis < 0:
                  axis = axis + torch.dim(x)
                n = torch.size(r, axis)
                start = 0.0
                end = 1.0
                if how == "tf_crop_and_resize" and len(roi) > 0:
                  start = roi[k]
                  end = roi[count + k]
                if len(sizes) == 0:
                  scale = scales[k]
                  m = int(float(n) * scale)
                elif policy == "stretch":
                  scale = float(sizes[k]) / float(n)
                  m = sizes[k]
                else:
                  scale = common
                  m = int(common * float(n) + 0.5)
                if scale != 1.0 or m != n or start != 0.0 or end != 1.0:
                  at = __torch__.coordinates(n, m, scale, how, start, end, x.device)
                  if mode == "nearest":
                    r = torch.index_select(r, axis, __torch__.nearest(at, n, round))
                  else:
                    r = __torch__.weighed(r, axis, at, scale, mode == "cubic", a, smooth, inside)
                  if how == "tf_crop_and_resize":
                    shape = [1 for d in range(torch.dim(x))]
                    shape[axis] = -1
                    out = torch.logical_or(torch.lt(at, 0.0), torch.gt(at, float(n - 1)))
                    r = torch.masked_fill(r, torch.reshape(out, shape), beyond)
              return torch.to(r, x.dtype)
            """;

    private Resizing() {}

    private static void resize(Emission e) {
        Attributes a = e.attributes();
        e.helper("coordinates", COORDINATES);
        e.helper("nearest", NEAREST);
        e.helper("kernel", KERNEL);
        e.helper("spread", SPREAD);
        e.helper("weighed", WEIGHED);
        boolean exact = !a.text("mode", "nearest").equals("nearest");
        e.give(
                "%s(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                e.helper("resize", RESIZE),
                e.in(0),
                e.reals(1),
                e.reals(2),
                e.has(3) ? e.ints(3) : "annotate(List[int], [])",
                Literals.of(a.integers("axes").orElse(List.of())),
                e.word("mode", "nearest"),
                e.word("coordinate_transformation_mode", "half_pixel"),
                e.word("nearest_mode", "round_prefer_floor"),
                e.word("keep_aspect_ratio_policy", "stretch"),
                Literals.of((double) (float) a.real("cubic_coeff_a", -0.75)),
                Literals.of(exact && a.integer("antialias", 0) == 1),
                Literals.of(exact && a.integer("exclude_outside", 0) == 1),
                Literals.of(a.real("extrapolation_value", 0)));
    }

    private static void gridSample(Emission e) {
        int mode =
                switch (e.attributes().text("mode", "linear")) {
                    case "nearest" -> 1;
                    case "cubic" -> 2;
                    default -> 0;
                };
        int beyond =
                switch (e.attributes().text("padding_mode", "zeros")) {
                    case "border" -> 1;
                    case "reflection" -> 2;
                    default -> 0;
                };
        String corners = Literals.of(e.attributes().integer("align_corners", 0) == 1);
        e.give("torch.grid_sampler(%s, %s, %d, %d, %s)", e.in(0), e.in(1), mode, beyond, corners);
    }

    private static void affineGrid(Emission e) {
        String corners = Literals.of(e.attributes().integer("align_corners", 0) == 1);
        e.give("torch.affine_grid_generator(%s, %s, %s)", e.in(0), e.ints(1), corners);
    }
}
