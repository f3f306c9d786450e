package dev.halftone.search;

import java.util.function.DoubleUnaryOperator;

/**
 * The least of a function of one variable between two bounds, without derivatives: golden sections
 * and parabolas (R. P. Brent, Algorithms for Minimization without Derivatives, 1973; Forsythe,
 * Malcolm and Moler's {@code fmin}). Visits the same points as SciPy's {@code
 * minimize_scalar(method="bounded")}, with its tolerance of 1e-5 in x and at most 500 values. A
 * function with several lows may end in any of them.
 */
public final class Bounded {
    private static final double GOLDEN = 0.5 * (3 - Math.sqrt(5));
    private static final double SMALL = Math.sqrt(2.2e-16);
    private static final double TOLERANCE = 1e-5;
    private static final int MOST = 500;

    private final DoubleUnaryOperator function;
    private double a;
    private double b;
    private Found best;
    private Found second;
    private Found third;
    private double step;
    private double stepBefore;
    private double tolerance;

    /**
     * A point and the function's value there.
     *
     * @param x where
     * @param y how much
     */
    public record Found(double x, double y) {}

    private Bounded(DoubleUnaryOperator function, double low, double high) {
        this.function = function;
        this.a = low;
        this.b = high;
    }

    /** The lowest point found from {@code low} to {@code high}. */
    public static Found least(double low, double high, DoubleUnaryOperator function) {
        return new Bounded(function, low, high).search();
    }

    private Found search() {
        best = at(a + GOLDEN * (b - a));
        second = best;
        third = best;
        tolerance = SMALL * Math.abs(best.x) + TOLERANCE / 3;
        int values = 1;
        while (values++ < MOST && Math.abs(best.x - middle()) > 2 * tolerance - 0.5 * (b - a)) {
            if (!parabola()) {
                stepBefore = (best.x >= middle() ? a : b) - best.x;
                step = GOLDEN * stepBefore;
            }
            double size = Math.max(Math.abs(step), tolerance);
            take(at(best.x + (step < 0 ? -size : size)));
            tolerance = SMALL * Math.abs(best.x) + TOLERANCE / 3;
        }
        return best;
    }

    private Found at(double x) {
        return new Found(x, function.applyAsDouble(x));
    }

    private double middle() {
        return 0.5 * (a + b);
    }

    /** Whether the parabola through the three lowest points has its low where one may step. */
    private boolean parabola() {
        if (Math.abs(stepBefore) <= tolerance) {
            return false;
        }
        double r = (best.x - second.x) * (best.y - third.y);
        double q = (best.x - third.x) * (best.y - second.y);
        double p = (best.x - third.x) * q - (best.x - second.x) * r;
        q = 2 * (q - r);
        p = q > 0 ? -p : p;
        q = Math.abs(q);
        double before = stepBefore;
        stepBefore = step;
        boolean inside = p > q * (a - best.x) && p < q * (b - best.x);
        if (!inside || Math.abs(p) >= Math.abs(0.5 * q * before)) {
            return false;
        }
        step = p / q;
        double x = best.x + step;
        if (x - a < 2 * tolerance || b - x < 2 * tolerance) {
            step = middle() >= best.x ? tolerance : -tolerance;
        }
        return true;
    }

    private void take(Found next) {
        if (next.y <= best.y) {
            if (next.x >= best.x) {
                a = best.x;
            } else {
                b = best.x;
            }
            third = second;
            second = best;
            best = next;
            return;
        }
        if (next.x < best.x) {
            a = next.x;
        } else {
            b = next.x;
        }
        if (next.y <= second.y || second.x == best.x) {
            third = second;
            second = next;
        } else if (next.y <= third.y || third.x == best.x || third.x == second.x) {
            third = next;
        }
    }
}
