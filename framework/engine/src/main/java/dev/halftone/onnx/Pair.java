package dev.halftone.onnx;

import dev.halftone.graph.Node;
import dev.halftone.grid.Affine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * QuantizeLinear and the DequantizeLinear that undoes it.
 *
 * @param value what goes in
 * @param quantize the first node
 * @param output what comes out
 * @param grid that both speak of
 */
record Pair(String value, Node quantize, String output, Affine grid) {

    /** All of them, in node order. */
    static List<Pair> of(List<Node> nodes, Translation translation) {
        Map<String, Node> makers = new HashMap<>();
        nodes.forEach(node -> makers.put(node.output(), node));
        List<Pair> pairs = new ArrayList<>();
        for (Node node : nodes) {
            Node maker = makers.get(node.input(0));
            if (node.op().equals("DequantizeLinear")
                    && maker != null
                    && maker.op().equals("QuantizeLinear")) {
                grid(maker, node, translation)
                        .map(grid -> new Pair(maker.input(0), maker, node.output(), grid))
                        .ifPresent(pairs::add);
            }
        }
        return pairs;
    }

    /** The grid of both nodes, if it is the same. */
    private static Optional<Affine> grid(Node quantize, Node dequantize, Translation known) {
        int number = (int) quantize.attributes().integer("output_dtype", 0);
        boolean plain = quantize.input(2).isEmpty() && number == 0;
        Optional<ElementType> type =
                plain ? Optional.of(ElementType.UINT8) : ElementType.of(number);
        return type.flatMap(
                t ->
                        Quantizing.grid(quantize, t, known)
                                .filter(
                                        grid ->
                                                Quantizing.grid(dequantize, t, known)
                                                        .equals(Optional.of(grid))));
    }
}
