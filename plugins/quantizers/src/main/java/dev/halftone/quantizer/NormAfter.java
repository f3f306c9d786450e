package dev.halftone.quantizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import dev.halftone.plan.Plan;
import dev.halftone.quantize.Workbench;
import dev.halftone.site.Site;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A batch normalization right behind the layer that it can be folded into.
 *
 * @param layer makes what the normalization alone reads
 * @param norm with parameters that nothing else reads
 */
record NormAfter(Node layer, Node norm) {

    /** Those whose layer has a site among the step's, in graph order. */
    static List<NormAfter> of(Workbench bench) {
        Graph graph = bench.graph();
        Set<String> chosen = bench.sites().stream().map(Site::node).collect(Collectors.toSet());
        List<NormAfter> found = new ArrayList<>();
        for (Node node : graph.nodes()) {
            graph.producer(node.input(0))
                    .filter(layer -> chosen.contains(layer.name()))
                    .filter(layer -> folds(graph, layer, node))
                    .ifPresent(layer -> found.add(new NormAfter(layer, node)));
        }
        return found;
    }

    private static boolean folds(Graph graph, Node layer, Node norm) {
        List<String> own = new ArrayList<>(layer.inputs().subList(1, layer.inputs().size()));
        own.remove("");
        return norm.op().equals("BatchNormalization")
                && norm.attributes().integer("training_mode", 0) == 0
                && isLayer(layer)
                && !graph.outputs().contains(layer.output())
                && graph.uses(layer.output()).size() == 1
                && own.stream().allMatch(name -> isOnlyHere(graph, name))
                && norm.inputs().subList(1, 5).stream().allMatch(name -> isOnlyHere(graph, name));
    }

    private static boolean isOnlyHere(Graph graph, String parameter) {
        return graph.isParameter(parameter) && graph.uses(parameter).size() == 1;
    }

    private static boolean isLayer(Node node) {
        return switch (node.op()) {
            case "Conv" -> true;
            case "ConvTranspose" -> node.attributes().integer("group", 1) == 1;
            case "Gemm" ->
                    node.attributes().integer("transA", 0) == 0
                            && node.attributes().integer("transB", 0) == 1
                            && node.attributes().real("alpha", 1) == 1
                            && node.attributes().real("beta", 1) == 1;
            default -> false;
        };
    }

    /** The parameter that is the folded layer's bias. */
    private String bias() {
        return layer.input(2).isEmpty() ? norm.input(2) : layer.input(2);
    }

    /** The layer's new weight and bias. */
    Plan folded(Plan plan, Workbench bench) {
        NDArray variance = bench.parameter(norm.input(4));
        double least = norm.attributes().real("epsilon", 1e-5f);
        NDArray factor = bench.parameter(norm.input(1)).div(variance.add((float) least).sqrt());
        NDArray weight = bench.parameter(layer.input(1));
        long[] across = new long[weight.getShape().dimension()];
        Arrays.fill(across, 1);
        across[layer.op().equals("ConvTranspose") ? 1 : 0] = factor.size();
        NDArray mean = bench.parameter(norm.input(3));
        NDArray centre =
                layer.input(2).isEmpty() ? mean.neg() : bench.parameter(layer.input(2)).sub(mean);
        NDArray bias = centre.mul(factor).add(bench.parameter(norm.input(2)));
        NDArray folded = weight.mul(factor.reshape(new Shape(across)));
        bias.attach(bench.manager());
        folded.attach(bench.manager());
        return plan.with(layer.input(1), folded).with(bias(), bias);
    }

    /** A graph in which the layer makes what the normalization made. */
    Graph without(Graph graph) {
        Node alone =
                new Node(
                        layer.name(),
                        layer.path(),
                        layer.op(),
                        List.of(layer.input(0), layer.input(1), bias()),
                        List.of(norm.output()),
                        layer.attributes(),
                        layer.labels());
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (node.name().equals(layer.name())) {
                nodes.add(alone);
            } else if (!node.name().equals(norm.name())) {
                nodes.add(node);
            }
        }
        Set<String> read = new LinkedHashSet<>(graph.outputs());
        nodes.forEach(node -> read.addAll(node.inputs()));
        Map<String, TensorSpec> parameters = new LinkedHashMap<>(graph.parameters());
        parameters.keySet().retainAll(read);
        return new Graph(graph.name(), graph.inputs(), parameters, nodes, graph.outputs());
    }
}
