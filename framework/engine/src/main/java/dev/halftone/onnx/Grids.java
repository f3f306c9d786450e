package dev.halftone.onnx;

import dev.halftone.compile.Bound;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Node;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Rounding;
import java.util.ArrayList;
import java.util.List;

/** Affine grids as they stand in a graph. */
final class Grids {
    static final String OP = "halftone.FakeQuantize";

    private Grids() {}

    /** The grid that a node lands its input on. */
    static Affine of(Node node, Bound bound) {
        Attributes a = node.attributes();
        List<Float> scales = new ArrayList<>();
        List<Integer> zeros = new ArrayList<>();
        for (float scale : bound.values(node.input(1))) {
            scales.add(scale);
        }
        for (float zero : bound.values(node.input(2))) {
            zeros.add((int) zero);
        }
        return new Affine(
                scales,
                zeros,
                (int) a.integer("low", 0),
                (int) a.integer("high", 255),
                (int) a.integer("axis", 0),
                (int) a.integer("group", 0),
                Rounding.valueOf(a.text("rounding", Rounding.DIVIDE.name())));
    }
}
