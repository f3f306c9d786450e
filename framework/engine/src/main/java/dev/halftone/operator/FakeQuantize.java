package dev.halftone.operator;

import dev.halftone.graph.Attributes;
import dev.halftone.grid.Rounding;
import dev.halftone.torchscript.Literals;
import java.util.Map;
import java.util.Optional;

/**
 * Lands a tensor on an affine grid: {@link dev.halftone.grid.Affine}. Inputs: the tensor, scales,
 * zero points. Infinities saturate with their sign, NaN stays.
 */
final class FakeQuantize {
    static final Map<String, Operator> OPERATORS =
            Map.of("halftone.FakeQuantize", FakeQuantize::emit);

    /** Brings one number per channel or group to the rank of the tensor. */
    private static final String ALONG =
            """
            def along(x: Tensor, s: Tensor, axis: int) -> Tensor:
              shape = annotate(List[int], [])
              at = axis
              if at < 0:
                at = at + torch.dim(x)
              for i in range(torch.dim(x)):
                d = 1
                if i == at:
                  d = -1
                _ = torch.append(shape, d)
              return torch.reshape(s, shape)
            """;

    static final String GROUPS =
            """
            def groups(x: Tensor, size: int) -> Tensor:
              n = torch.size(x, -1)
              count = torch.floordiv(n + size - 1, size)
              y = torch.constant_pad_nd(x, [0, count * size - n], 0.0)
              shape = torch.slice(torch.size(x), 0, -1, 1)
              return torch.reshape(y, torch.add(shape, [count, size]))
            """;
    private static final String UNGROUP =
            """
            def ungroup(x: Tensor, like: Tensor) -> Tensor:
              shape = torch.slice(torch.size(like), 0, -1, 1)
              y = torch.reshape(x, torch.add(shape, [-1]))
              return torch.slice(y, -1, 0, torch.size(like, -1), 1)
            """;

    /**
     * Piece by piece, so that four passes over the values cost one through the memory: several
     * times faster than whole on the CPU, the same bits. This one writes over the tensor it is
     * given, unless that lies in disorder.
     */
    private static final String OVER =
            """
            def snap_over(x: Tensor, s: Tensor, low: float, high: float) -> Tensor:
              y = torch.reshape(torch.contiguous(x), [-1])
              n = torch.numel(y)
              size = 262144
              if x.is_cuda:
                size = ops.prim.max(n, 1)
              for i in range(torch.floordiv(n + size - 1, size)):
                a = torch.slice(y, 0, i * size, (i + 1) * size, 1)
                _ = torch.div(a, s, out=a)
                _ = torch.mul_(torch.clamp_(torch.round_(a), low, high), s)
              return torch.reshape(y, torch.size(x))
            """;

    /** The same into new memory; what lies in disorder has to be copied anyway. */
    private static final String PIECES =
            """
            def snap(x: Tensor, s: Tensor, low: float, high: float) -> Tensor:
              if torch.is_contiguous(x):
                y = torch.reshape(x, [-1])
                r = torch.empty_like(y)
                n = torch.numel(y)
                size = 131072
                if x.is_cuda:
                  size = ops.prim.max(n, 1)
                for i in range(torch.floordiv(n + size - 1, size)):
                  a = torch.slice(y, 0, i * size, (i + 1) * size, 1)
                  b = torch.slice(r, 0, i * size, (i + 1) * size, 1)
                  _ = torch.div(a, s, out=b)
                  _ = torch.mul_(torch.clamp_(torch.round_(b), low, high), s)
                z = torch.reshape(r, torch.size(x))
              else:
                z = __torch__.snap_over(x, s, low, high)
              return z
            """;

    private FakeQuantize() {}

    /** How the function is called that brings one number per channel to a tensor's rank. */
    static String along(Emission e) {
        return e.helper("along", ALONG);
    }

    private static void emit(Emission e) {
        if (e.attributes().integer("group", 0) == 0) {
            e.give("%s", snap(e, e.in(0), ""));
            return;
        }
        long group = e.attributes().integer("group", 0);
        String x = e.let("%s(%s, %d)", e.helper("groups", GROUPS), e.in(0), group);
        String shape = e.let("torch.slice(torch.size(%s), -2, 9223372036854775807, 1)", x);
        String rows = e.let("torch.reshape(%s, torch.add([-1], %s))", x, shape);
        String snapped = snap(e, rows, e.let("[-1, %s[0], 1]", shape));
        e.give("%s(%s, %s)", e.helper("ungroup", UNGROUP), snapped, e.in(0));
    }

    /**
     * With z a whole number, clamp(round(x / s) + z, low, high) − z is clamp(round(x / s), low − z,
     * high − z), to the bit.
     */
    private static String snap(Emission e, String x, String shape) {
        if (e.learning()) {
            return LearnedQuantize.snap(e, x, shape);
        }
        Attributes a = e.attributes();
        double low = a.real("low", 0);
        double high = a.real("high", 255);
        Rounding rounding = rounding(e);
        Optional<Double> same = e.known(2).flatMap(FakeQuantize::common);
        String scale = spread(e, x, 1, shape);
        boolean one = e.known(2).filter(zeros -> zeros.values().size() == 1).isPresent();
        if (one && shape.isEmpty() && rounding == Rounding.DIVIDE) {
            String over = e.helper("snap_over", OVER);
            String helper = a.integer("overwrite", 0) == 1 ? over : e.helper("snap", PIECES);
            double z = same.orElseThrow();
            String ends = Literals.of(low - z) + ", " + Literals.of(high - z);
            return e.let("%s(%s, %s, %s)", helper, x, scale, ends);
        }
        String code = codes(e, x, scale);
        boolean offset = rounding == Rounding.AFTER_OFFSET && !same.equals(Optional.of(0.0));
        String zero = offset || same.isEmpty() ? spread(e, x, 2, shape) : "";
        if (offset) {
            code = e.let("torch.add_(%s, %s)", code, zero);
        }
        code = e.let("torch.round_(%s)", code);
        if (offset) {
            code = e.let("torch.sub_(%s, %s)", code, zero);
        }
        String least = same.map(z -> Literals.of(low - z)).orElseGet(() -> bound(e, low, zero));
        String most = same.map(z -> Literals.of(high - z)).orElseGet(() -> bound(e, high, zero));
        code = e.let("torch.clamp_(%s, %s, %s)", code, least, most);
        return e.let("torch.mul_(%s, %s)", code, scale);
    }

    static Rounding rounding(Emission e) {
        return Rounding.valueOf(e.attributes().text("rounding", Rounding.DIVIDE.name()));
    }

    static String codes(Emission e, String x, String scale) {
        return switch (rounding(e)) {
            case DIVIDE, AFTER_OFFSET -> e.let("torch.div(%s, %s)", x, scale);
            case RECIPROCAL -> e.let("torch.mul(%s, torch.reciprocal(%s))", x, scale);
        };
    }

    static String bound(Emission e, double end, String zero) {
        return e.let("torch.rsub(%s, %s)", zero, Literals.of(end));
    }

    /** Scale or zero point, shaped so that it broadcasts. */
    static String spread(Emission e, String x, int input, String shape) {
        if (!shape.isEmpty()) {
            return e.let("torch.reshape(%s, %s)", e.in(input), shape);
        }
        if (e.known(2).filter(zeros -> zeros.values().size() == 1).isPresent()) {
            return e.in(input);
        }
        long axis = e.attributes().integer("axis", 0);
        return e.let("%s(%s, %s, %d)", e.helper("along", ALONG), x, e.in(input), axis);
    }

    static Optional<Double> common(Constant zeros) {
        double first = zeros.values().get(0);
        boolean same = zeros.values().stream().allMatch(zero -> zero == first);
        return same ? Optional.of(first) : Optional.empty();
    }
}
