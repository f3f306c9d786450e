package dev.halftone.onnx;

import ai.djl.ndarray.types.Shape;
import dev.halftone.compile.Bound;
import dev.halftone.graph.Node;
import dev.halftone.grid.Affine;
import java.util.Map;
import java.util.Optional;

/**
 * Finds a Clip or Relu that a grid makes superfluous: rounding keeps order, so when both ends of
 * the clip have the outermost codes, saturation alone gives the same codes.
 */
final class Clamps {
    private final Map<String, Node> makers;
    private final Bound bound;

    Clamps(Map<String, Node> makers, Bound bound) {
        this.makers = makers;
        this.bound = bound;
    }

    /** The value to land on the grid instead: what the clamps before it read. */
    String before(String value, Affine grid) {
        String at = value;
        Node maker = makers.get(at);
        while (maker != null && isSuperfluous(maker, grid)) {
            at = maker.input(0);
            maker = makers.get(at);
        }
        return at;
    }

    private boolean isSuperfluous(Node node, Affine grid) {
        return switch (node.op()) {
            case "Relu" -> low(0f, grid);
            case "Clip" -> end(node, 1, true, grid) && end(node, 2, false, grid);
            default -> false;
        };
    }

    private boolean end(Node node, int input, boolean least, Affine grid) {
        if (node.input(input).isEmpty()) {
            return true;
        }
        Optional<Float> end = scalar(node.input(input));
        return end.isPresent() && (least ? low(end.get(), grid) : high(end.get(), grid));
    }

    private Optional<Float> scalar(String value) {
        Node maker = makers.get(value);
        if (maker != null && maker.op().equals("Constant")) {
            boolean real = maker.attributes().has("value_float");
            return real
                    ? Optional.of((float) maker.attributes().real("value_float", 0))
                    : Optional.empty();
        }
        return Optional.ofNullable(bound.weights().get(value))
                .filter(array -> array.size() == 1)
                .map(array -> array.toFloatArray()[0]);
    }

    private static boolean low(float end, Affine grid) {
        Codes codes = new Codes(grid, new Shape());
        for (int i = 0; i < grid.scale().size(); i++) {
            if (codes.centred(end, i) > grid.low() - grid.zeroPoint().get(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean high(float end, Affine grid) {
        Codes codes = new Codes(grid, new Shape());
        for (int i = 0; i < grid.scale().size(); i++) {
            if (codes.centred(end, i) < grid.high() - grid.zeroPoint().get(i)) {
                return false;
            }
        }
        return true;
    }
}
