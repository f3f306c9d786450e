package dev.halftone.integer;

import dev.halftone.compile.Bound;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Node;
import dev.halftone.grid.Rounding;
import java.util.Optional;

/**
 * An affine grid as a node of a graph says it: x̂ = (q − z)·s with low ≤ q ≤ high.
 *
 * @param scale s, one or several
 * @param zero z, as many
 * @param axis of several
 * @param group values per group; 0 without groups
 */
record Lattice(
        float[] scale, float[] zero, int low, int high, int axis, int group, Rounding rounding) {
    static final String OP = "halftone.FakeQuantize";

    /** The grid that a node lands on, if that is all it does. */
    static Optional<Lattice> of(Node node, Bound bound) {
        if (!node.op().equals(OP)
                || !bound.arrays().containsKey(node.input(1))
                || !bound.arrays().containsKey(node.input(2))) {
            return Optional.empty();
        }
        Attributes a = node.attributes();
        return Optional.of(
                new Lattice(
                        bound.arrays().get(node.input(1)),
                        bound.arrays().get(node.input(2)),
                        (int) a.integer("low", 0),
                        (int) a.integer("high", 255),
                        (int) a.integer("axis", 0),
                        (int) a.integer("group", 0),
                        Rounding.valueOf(a.text("rounding", Rounding.DIVIDE.name()))));
    }

    /** What nodes between values on this grid and codes are told. */
    Attributes codes() {
        return Attributes.of("zero", shifted())
                .with("high", span())
                .with("scale", scale[0])
                .with("rounding", rounding.name());
    }

    boolean isOne() {
        return scale.length == 1;
    }

    /** Codes above the lowest. */
    int span() {
        return high - low;
    }

    /** The zero point of codes that start at zero. */
    int shifted() {
        return (int) zero[0] - low;
    }

    /** The largest magnitude of a code without its zero point. */
    int reach() {
        int most = 0;
        for (float z : zero) {
            most = Math.max(most, (int) Math.max(Math.abs(low - z), Math.abs(high - z)));
        }
        return most;
    }

    /** Whether every code without its zero point is an int8. */
    boolean isSigned8() {
        for (float z : zero) {
            if (low - z < -128 || high - z > 127) {
                return false;
            }
        }
        return true;
    }

    /** Why values on it cannot be kept as bytes; empty if they can. */
    Optional<String> tooWide() {
        int bits = 32 - Integer.numberOfLeadingZeros(span());
        if (bits > 8) {
            return Optional.of("its grid has " + bits + " bits");
        }
        return group > 0 ? Optional.of("its grid has one scale per group") : Optional.empty();
    }

    /** Why an activation on it cannot be an operand of integer products; empty if it can. */
    Optional<String> unfit() {
        Optional<String> wide = tooWide();
        if (wide.isPresent()) {
            return wide;
        }
        if (!isOne()) {
            return Optional.of("its grid has one scale per channel");
        }
        boolean outside = zero[0] < low || zero[0] > high;
        return outside ? Optional.of("its zero point is no code") : Optional.empty();
    }
}
