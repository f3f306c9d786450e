package dev.halftone.onnx;

import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Node;
import dev.halftone.grid.Affine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/** Writes an affine grid as division, rounding, clipping and multiplication. */
final class Elementary {
    private final Node node;
    private final Affine grid;
    private final ValueFacts facts;
    private final Ledger made;

    Elementary(Node node, Affine grid, ValueFacts facts, Ledger made) {
        this.node = node;
        this.grid = grid;
        this.facts = facts;
        this.made = made;
    }

    void write(String value) {
        boolean grouped = grid.group() > 0;
        String x = grouped ? rows(value) : value;
        Shape shape = shape();
        String scale = array("scale", shape, i -> grid.scale().get(i));
        String code = rounded(x, scale, shape);
        String least = array("least", shape, i -> grid.low() - grid.zeroPoint().get(i));
        String most = array("most", shape, i -> grid.high() - grid.zeroPoint().get(i));
        code = node("Max", code, least);
        code = node("Min", code, most);
        if (!grouped) {
            made.last(node, "Mul", List.of(code, scale), Attributes.NONE);
            return;
        }
        String snapped = node("Mul", code, scale);
        String size = made.node(node, "Shape", List.of(value), Attributes.NONE);
        made.last(node, "Reshape", List.of(snapped, size), Attributes.NONE);
    }

    private String rounded(String x, String scale, Shape shape) {
        return switch (grid.rounding()) {
            case DIVIDE -> round(node("Div", x, scale));
            case RECIPROCAL ->
                    round(node("Mul", x, array("inverse", shape, i -> 1f / grid.scale().get(i))));
            case AFTER_OFFSET -> {
                String zero = array("zero", shape, i -> grid.zeroPoint().get(i));
                String code = round(node("Add", node("Div", x, scale), zero));
                yield node("Sub", code, zero);
            }
        };
    }

    private String round(String x) {
        return made.node(node, "Round", List.of(x), Attributes.NONE);
    }

    private String node(String op, String a, String b) {
        return made.node(node, op, List.of(a, b), Attributes.NONE);
    }

    private String array(String name, Shape shape, IntToDoubleFunction value) {
        float[] values = new float[grid.scale().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) value.applyAsDouble(i);
        }
        return made.array(node.output() + "/" + name, values, shape);
    }

    /** One number for the tensor, or a shape that broadcasts along the channels. */
    private Shape shape() {
        long count = grid.scale().size();
        if (grid.group() > 0) {
            return new Shape(count, 1);
        }
        if (count == 1) {
            return new Shape();
        }
        int after = grid.axis() < 0 ? -1 - grid.axis() : rank() - 1 - grid.axis();
        List<Long> dimensions = new ArrayList<>(List.of(count));
        dimensions.addAll(Collections.nCopies(after, 1L));
        return new Shape(dimensions);
    }

    private int rank() {
        return known().size();
    }

    private List<Long> known() {
        Optional<List<Long>> shape = facts.shape(node.input(0));
        return shape.orElseThrow(
                () ->
                        NodeWriter.unsupported(
                                node, "quantizes a tensor of unknown shape, channel by channel"));
    }

    /** Rows of as many groups as there are scales. */
    private String rows(String value) {
        List<Long> shape = known();
        long last = shape.get(shape.size() - 1);
        if (last < 0 || last % grid.group() != 0) {
            throw NodeWriter.unsupported(
                    node,
                    "quantizes %d values in groups of %d, which ONNX cannot say"
                            .formatted(last, grid.group()));
        }
        List<Long> rows = List.of(-1L, (long) grid.scale().size(), (long) grid.group());
        Attributes wish = new Attributes(Map.of("value_ints", rows));
        String to = made.node(node, "Constant", List.of(), wish);
        String name = node.output() + "/Rows";
        made.add(
                new Node(
                        name,
                        node.path(),
                        "Reshape",
                        List.of(value, to),
                        List.of(name),
                        Attributes.NONE,
                        node.labels()));
        return name;
    }
}
