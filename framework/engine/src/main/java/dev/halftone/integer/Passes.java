package dev.halftone.integer;

import dev.halftone.compile.Bound;
import dev.halftone.graph.Graph;
import java.util.List;
import java.util.function.UnaryOperator;

/** The passes over a graph with integer products, in order. */
final class Passes {
    private static final List<UnaryOperator<Graph>> LAST =
            List.of(
                    Requantized::inside,
                    Patches::apart,
                    Factors::taken,
                    Units::divided,
                    Directly::widened);

    private Passes() {}

    /**
     * @param fixed whether sums become codes in integers only
     * @param fast whether the library's int8 kernels may be used
     */
    static Graph tidy(Bound bound, boolean fixed, boolean fast) {
        Graph shared = Shared.once(bound.graph());
        Graph now = Upward.codes(Parts.apart(Landed.codes(bound.with(shared))));
        if (fixed) {
            now = FixedPoint.rescaled(now);
        }
        for (UnaryOperator<Graph> pass : LAST) {
            now = pass.apply(now);
        }
        return Residuals.added(Attentions.together(now, fast));
    }
}
