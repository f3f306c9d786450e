package dev.halftone.operator;

import dev.halftone.grid.Rounding;
import dev.halftone.torchscript.Literals;
import java.util.Optional;

/**
 * Lands a tensor on an affine grid while gradients are wanted. Rounding is straight-through and
 * clamping stops: with v = x / s, x̂ = s·clamp(round(v)), the gradient of x is 1 within the codes
 * and 0 outside, that of s is round(v) − v within and the code outside (Esser et al., ICLR 2020).
 *
 * <p>x̂ grows with x and s in proportion, so x̂ = m·x + d·s, where m and d are these two gradients
 * (Euler). They are made piece by piece in the cache, and the sum is all that the library has to
 * differentiate. A value that is let through unsnapped ({@code keep}) has m = 1 and d = 0: made by
 * arithmetic, since the library's masked_fill_ takes ten times as long on masks drawn at random.
 */
final class LearnedQuantize {
    /**
     * Writes m and d. Where {@code taken} is 0 the value counts as 0, which is a code of every grid
     * with a zero point: so m = 1 and d = 0 without another pass.
     */
    private static final String SLOPES =
            """
            def slopes(x: Tensor, s: Tensor, ends: List[float], inverse: bool, taken: Optional[Tensor], m: Tensor, d: Tensor) -> None:
              if inverse:
                _ = torch.mul(x, torch.reciprocal(s), out=d)
              else:
                _ = torch.div(x, s, out=d)
              _ = torch.clamp_(d, -3.0e38, 3.0e38)
              if taken is not None:
                _ = torch.mul_(d, taken)
              r = torch.round(d)
              c = torch.clamp(r, ends[0], ends[1])
              _ = torch.eq(r, c, out=m)
              _ = torch.sub(c, torch.mul_(d, m), out=d)
            """;

    private static final String ONE =
            """
            def learn(x: Tensor, s: Tensor, ends: List[float], inverse: bool, share: int) -> Tensor:
              y = torch.reshape(torch.detach(x), [-1])
              m = torch.empty_like(y)
              d = torch.empty_like(y)
              z = torch.detach(s)
              b = m
              if share < 256:
                b = __torch__.dice(y, share)
              n = torch.numel(y)
              size = 65536
              if x.is_cuda:
                size = ops.prim.max(n, 1)
              k = torch.empty([ops.prim.min(size, n)], dtype=x.dtype, layout=None, device=x.device)
              for i in range(torch.floordiv(n + size - 1, size)):
                a = i * size
                e = (i + 1) * size
                mi = torch.slice(m, 0, a, e, 1)
                di = torch.slice(d, 0, a, e, 1)
                taken = annotate(Optional[Tensor], None)
                if share < 256:
                  taken = torch.copy_(torch.slice(k, 0, 0, torch.numel(mi), 1), torch.slice(b, 0, a, e, 1))
                _ = __torch__.slopes(torch.slice(y, 0, a, e, 1), z, ends, inverse, taken, mi, di)
              r = torch.mul(x, torch.reshape(m, torch.size(x)))
              return torch.addcmul_(r, torch.reshape(d, torch.size(x)), s)
            """;

    private static final String MANY =
            """
            def learn_many(x: Tensor, s: Tensor, ends: List[float], inverse: bool) -> Tensor:
              m = torch.empty_like(x, memory_format=0)
              d = torch.empty_like(x, memory_format=0)
              _ = __torch__.slopes(torch.detach(x), torch.detach(s), ends, inverse, None, m, d)
              return torch.addcmul(torch.mul(x, m), d, s)
            """;

    private static final String EASED =
            """
            def eased(s: Tensor, x: Tensor, high: float) -> Tensor:
              n = torch.div(torch.numel(x), torch.numel(s))
              g = 1.0 / torch.sqrt(n * high)
              z = torch.detach(s)
              return torch.add(z, torch.mul(torch.sub(s, z), g))
            """;

    private LearnedQuantize() {}

    /**
     * @param shape of the scales, if they belong to groups
     * @return the variable that holds the tensor on its grid
     */
    static String snap(Emission e, String x, String shape) {
        double low = e.attributes().real("low", 0);
        double high = e.attributes().real("high", 255);
        Rounding rounding = FakeQuantize.rounding(e);
        Optional<Double> zero = e.known(2).flatMap(FakeQuantize::common);
        String scale = eased(e, FakeQuantize.spread(e, x, 1, shape), x, high);
        if (zero.isEmpty() || rounding == Rounding.AFTER_OFFSET && zero.get() != 0) {
            String zeros = eased(e, FakeQuantize.spread(e, x, 2, shape), x, high);
            return let(e, plain(e, x, scale, zeros), x);
        }
        String ends =
                "[" + Literals.of(low - zero.get()) + ", " + Literals.of(high - zero.get()) + "]";
        String inverse = Literals.of(rounding == Rounding.RECIPROCAL);
        e.helper("slopes", SLOPES);
        boolean one = e.known(2).orElseThrow().values().size() == 1;
        boolean holdsZero = low <= zero.get() && zero.get() <= high;
        if (!one || !shape.isEmpty() || !holdsZero) {
            String many = e.helper("learn_many", MANY);
            return let(e, e.let("%s(%s, %s, %s, %s)", many, x, scale, ends, inverse), x);
        }
        e.helper("dice", Chance.DICE);
        int share = Chance.share(e, "keep");
        String learn = e.helper("learn", ONE);
        return e.let("%s(%s, %s, %s, %s, %d)", learn, x, scale, ends, inverse, share);
    }

    private static String let(Emission e, String snapped, String x) {
        return Chance.keep(e, snapped, x, Chance.share(e, "keep"));
    }

    /** The gradient of a step size times 1/√(N·high), N values sharing it; its value unchanged. */
    private static String eased(Emission e, String array, String x, double high) {
        if (e.attributes().integer("eased", 0) == 0) {
            return array;
        }
        String helper = e.helper("eased", EASED);
        return e.let("%s(%s, %s, %s)", helper, array, x, Literals.of(high));
    }

    /** Operation by operation, for zero points that differ or are learned. */
    private static String plain(Emission e, String x, String scale, String zero) {
        boolean offset = FakeQuantize.rounding(e) == Rounding.AFTER_OFFSET;
        String code = FakeQuantize.codes(e, x, scale);
        if (offset) {
            code = e.let("torch.add(%s, %s)", code, zero);
        }
        code = e.let("torch.add(%1$s, torch.detach(torch.sub(torch.round(%1$s), %1$s)))", code);
        if (offset) {
            code = e.let("torch.sub(%s, %s)", code, zero);
        }
        String least = FakeQuantize.bound(e, e.attributes().real("low", 0), zero);
        String most = FakeQuantize.bound(e, e.attributes().real("high", 255), zero);
        code = e.let("torch.clamp(%s, %s, %s)", code, least, most);
        return e.let("torch.mul(%s, %s)", code, scale);
    }
}
