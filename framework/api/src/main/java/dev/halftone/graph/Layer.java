package dev.halftone.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A matrix product or convolution with a parameter, and its bias: what a method looks for that
 * changes weights (smoothing, sign folding, bias correction).
 *
 * @param product the node: MatMul, Gemm, Conv or ConvTranspose
 * @param input name of the value that it reads
 * @param weight name of the parameter
 * @param outAxis dimension of the weight that counts output channels
 * @param inAxis dimension of the weight that counts input channels
 * @param bias name of the parameter that is added, if one is
 * @param output name of the value after the bias
 */
public record Layer(
        Node product,
        String input,
        String weight,
        int outAxis,
        int inAxis,
        Optional<String> bias,
        String output) {

    /** All layers of a graph, in node order. */
    public static List<Layer> of(Graph graph) {
        List<Layer> layers = new ArrayList<>();
        graph.nodes().forEach(node -> at(graph, node).ifPresent(layers::add));
        return layers;
    }

    /** Whether the channels lie in the last dimension of what it reads and makes. */
    public boolean isLinear() {
        return !product.op().startsWith("Conv");
    }

    private static Optional<Layer> at(Graph graph, Node node) {
        return switch (node.op()) {
            case "Conv" -> convolution(graph, node, 0);
            case "ConvTranspose" -> convolution(graph, node, 1);
            case "Gemm", "MatMul" -> linear(graph, node);
            default -> Optional.empty();
        };
    }

    private static Optional<Layer> convolution(Graph graph, Node node, int outAxis) {
        return Optional.of(node.input(1))
                .filter(graph::isParameter)
                .map(
                        weight ->
                                new Layer(
                                        node,
                                        node.input(0),
                                        weight,
                                        outAxis,
                                        1 - outAxis,
                                        Optional.of(node.input(2)).filter(graph::isParameter),
                                        node.output()));
    }

    private static Optional<Layer> linear(Graph graph, Node node) {
        String weight = node.input(1);
        boolean turned = node.attributes().integer("transB", 0) == 1;
        Optional<Node> transpose =
                graph.producer(weight).filter(maker -> maker.op().equals("Transpose"));
        if (transpose.isPresent()) {
            weight = transpose.get().input(0);
            turned = !turned;
        }
        if (!graph.isParameter(weight)) {
            return Optional.empty();
        }
        Optional<Node> add = node.op().equals("MatMul") ? added(graph, node) : Optional.empty();
        Optional<String> bias =
                add.map(sum -> sum.input(sum.input(0).equals(node.output()) ? 1 : 0))
                        .or(() -> Optional.of(node.input(2)).filter(graph::isParameter));
        String output = add.map(Node::output).orElse(node.output());
        int outAxis = turned ? 0 : 1;
        return Optional.of(
                new Layer(node, node.input(0), weight, outAxis, 1 - outAxis, bias, output));
    }

    /** The addition of a parameter, if that is all that happens to a product. */
    private static Optional<Node> added(Graph graph, Node product) {
        List<Use> uses = graph.uses(product.output());
        if (uses.size() != 1 || !uses.get(0).node().op().equals("Add")) {
            return Optional.empty();
        }
        Use use = uses.get(0);
        boolean parameter = graph.isParameter(use.node().input(1 - use.index()));
        return parameter ? Optional.of(use.node()) : Optional.empty();
    }
}
