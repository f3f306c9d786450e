package dev.halftone.training;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Grid;
import java.util.List;
import java.util.Map;

/**
 * A grid on which each value lands with a probability, and stays where it is otherwise: QDrop's
 * activations (Wei et al., ICLR 2022) while they are trained. No plan ever holds one.
 *
 * @param grid where values land
 * @param share the probability
 */
record Mixture(Grid grid, double share) implements Grid {

    @Override
    public Value snap(GraphBuilder g, Value x) {
        Value snapped = grid.snap(g, x);
        return g.apply("halftone.Keep", List.of(snapped, x), Attributes.of("share", share));
    }

    @Override
    public double bits() {
        return grid.bits();
    }

    @Override
    public String summary() {
        return grid.summary();
    }

    @Override
    public Map<String, float[]> arrays() {
        return grid.arrays();
    }
}
