package dev.halftone.compile;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Takes the bias out of an operator that adds one itself. */
final class Biases {
    private Biases() {}

    /** Whether the node adds a bias itself. */
    static boolean has(Node node) {
        return switch (node.op()) {
            case "Conv", "ConvTranspose", "Gemm" -> !node.input(2).isEmpty();
            default -> false;
        };
    }

    /** The node without its bias, then the nodes that add it; the last makes the old output. */
    static List<Node> split(Node node, Graph graph) {
        String product = node.output() + "/product";
        List<String> operands = node.inputs().subList(0, 2);
        Attributes attributes = node.attributes();
        Node bare = made(node, node.op(), operands, product, attributes);
        String shaped = node.output() + "/bias";
        Node bias;
        if (node.op().equals("Gemm")) {
            String beta = node.output() + "/beta";
            double factor = attributes.real("beta", 1);
            Node scale =
                    made(node, "Constant", List.of(), beta, Attributes.of("value_float", factor));
            bias = made(node, "Mul", List.of(node.input(2), beta), shaped, Attributes.NONE);
            return List.of(bare, scale, bias, sum(node, product, shaped));
        }
        String places = node.output() + "/places";
        int rank = rank(node, graph);
        List<Long> axes = IntStream.range(1, rank - 1).mapToObj(i -> (long) i).toList();
        Attributes where = new Attributes(Map.of("value_ints", axes));
        Node list = made(node, "Constant", List.of(), places, where);
        bias = made(node, "Unsqueeze", List.of(node.input(2), places), shaped, Attributes.NONE);
        return List.of(bare, list, bias, sum(node, product, shaped));
    }

    private static Node sum(Node node, String product, String bias) {
        List<String> operands = List.of(product, bias);
        return made(node, "Add", operands, node.output(), Attributes.NONE);
    }

    private static int rank(Node node, Graph graph) {
        for (String name : List.of("kernel_shape", "strides", "dilations")) {
            if (node.attributes().integers(name).isPresent()) {
                return node.attributes().integers(name).get().size() + 2;
            }
        }
        boolean known = graph.isParameter(node.input(1));
        return known ? graph.parameters().get(node.input(1)).shape().dimension() : 4;
    }

    private static Node made(
            Node like, String op, List<String> inputs, String output, Attributes attributes) {
        return new Node(
                output,
                like.path(),
                op,
                inputs,
                Collections.singletonList(output),
                attributes,
                like.labels());
    }
}
