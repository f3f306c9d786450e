package dev.halftone.site;

import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Derives the sites of a graph, in node order. Nobody lists them by hand.
 *
 * <p>Convolutions and products with a parameter have {@code input}, {@code weight}, {@code product}
 * and {@code output}. A product of two activations whose result reaches a softmax has {@code
 * query}, {@code key} and {@code scores}; one that reads a softmax has {@code probabilities},
 * {@code value} and {@code context}. Other computing operators have {@code left} and {@code right},
 * or {@code operand}, and {@code output}. Operators that only move data have none, and so has what
 * parameters and shapes alone decide. A query that is also multiplied with tables of positions on
 * its way to the softmax has one site, where it is made.
 */
public final class Sites {
    private static final Set<String> COMPUTES =
            Set.of(
                    "Add",
                    "Sub",
                    "Mul",
                    "Div",
                    "Pow",
                    "Sqrt",
                    "Exp",
                    "Erf",
                    "Tanh",
                    "Gelu",
                    "Relu",
                    "LeakyRelu",
                    "PRelu",
                    "Elu",
                    "Sigmoid",
                    "HardSigmoid",
                    "HardSwish",
                    "Mish",
                    "Clip",
                    "Softmax",
                    "LayerNormalization",
                    "BatchNormalization",
                    "InstanceNormalization",
                    "GroupNormalization",
                    "RMSNormalization",
                    "MaxPool",
                    "AveragePool",
                    "GlobalAveragePool",
                    "ReduceMean",
                    "Resize",
                    "Concat",
                    "MatMul",
                    "Einsum");

    private final Graph graph;
    private final Flow flow;
    private final Map<String, Site> found = new LinkedHashMap<>();
    private final Set<Node> biases = new HashSet<>();

    private Sites(Graph graph) {
        this.graph = graph;
        this.flow = new Flow(graph);
    }

    /** All sites of a graph. */
    public static List<Site> of(Graph graph) {
        Sites sites = new Sites(graph);
        graph.nodes().forEach(sites::visit);
        return List.copyOf(sites.found.values());
    }

    private void visit(Node node) {
        switch (node.standsFor()) {
            case "Conv", "ConvTranspose", "Gemm" -> {
                if (!weighted(node)) {
                    computing(node);
                }
            }
            case "MatMul" -> {
                if (!weighted(node) && !attention(node)) {
                    computing(node);
                }
            }
            default -> {
                if (COMPUTES.contains(node.standsFor()) && !biases.contains(node)) {
                    computing(node);
                }
            }
        }
    }

    private boolean weighted(Node node) {
        Optional<Node> turn =
                flow.maker(node.input(1)).filter(maker -> maker.op().equals("Transpose"));
        boolean turned = turn.isPresent();
        Node reader = turn.orElse(node);
        int index = turned ? 0 : 1;
        String value = reader.input(index);
        if (!graph.isParameter(value)) {
            return false;
        }
        Optional<String> parameter = Optional.of(value);
        boolean image = node.op().startsWith("Conv");
        int features = image ? 1 : -1;
        add(node, Role.INPUT, new Site.Read(0), Optional.empty(), features);
        add(
                reader,
                node,
                Role.WEIGHT,
                new Site.Read(index),
                parameter,
                outputChannels(node, turned));
        Optional<Node> bias = image ? Optional.empty() : flow.onlyBias(node.output());
        bias.ifPresent(biases::add);
        add(node, Role.PRODUCT, new Site.BeforeBias(), Optional.empty(), features);
        add(bias.orElse(node), node, Role.OUTPUT, new Site.Made(), Optional.empty(), features);
        return true;
    }

    private static int outputChannels(Node node, boolean turned) {
        return switch (node.op()) {
            case "Conv" -> 0;
            case "ConvTranspose" -> 1;
            case "Gemm" -> (node.attributes().integer("transB", 0) == 1) != turned ? 0 : 1;
            default -> turned ? 0 : 1;
        };
    }

    private boolean attention(Node node) {
        if (flow.isGiven(node.input(0)) || flow.isGiven(node.input(1))) {
            return false;
        }
        if (flow.reachesSoftmax(node.output())) {
            query(node);
            add(node, Role.KEY, new Site.Read(1), Optional.empty(), -2);
            add(node, Role.SCORES, new Site.Made(), Optional.empty(), -1);
            return true;
        }
        if (flow.comesFromSoftmax(node.input(0))) {
            add(node, Role.PROBABILITIES, new Site.Read(0), Optional.empty(), -1);
            add(node, Role.VALUE, new Site.Read(1), Optional.empty(), -1);
            add(node, Role.CONTEXT, new Site.Made(), Optional.empty(), -1);
            return true;
        }
        return false;
    }

    /**
     * Where the query also meets tables of positions, these read it as quantized as the key does.
     */
    private void query(Node product) {
        Optional<Node> maker =
                flow.maker(product.input(0)).filter(node -> node.outputs().size() == 1);
        boolean positioned =
                flow.uses(product.input(0)).stream()
                        .anyMatch(use -> use.node() != product && flow.meetsPositions(use));
        if (positioned && maker.isPresent()) {
            add(maker.get(), product, Role.QUERY, new Site.Made(), Optional.empty(), -1);
        } else {
            add(product, Role.QUERY, new Site.Read(0), Optional.empty(), -1);
        }
    }

    private void computing(Node node) {
        List<Integer> activations = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            if (flow.isActivation(node.input(i))) {
                activations.add(i);
            }
        }
        if (activations.isEmpty()) {
            return;
        }
        if (activations.size() == 1) {
            add(node, Role.OPERAND, new Site.Read(activations.get(0)), Optional.empty(), -1);
        } else if (activations.size() == 2) {
            add(node, Role.LEFT, new Site.Read(activations.get(0)), Optional.empty(), -1);
            add(node, Role.RIGHT, new Site.Read(activations.get(1)), Optional.empty(), -1);
        } else {
            activations.forEach(
                    i -> add(node, Role.OPERAND, new Site.Read(i), Optional.empty(), -1));
        }
        add(node, Role.OUTPUT, new Site.Made(), Optional.empty(), -1);
    }

    private void add(Node node, Role role, Site.Place place, Optional<String> parameter, int axis) {
        add(node, node, role, place, parameter, axis);
    }

    private void add(
            Node at, Node of, Role role, Site.Place place, Optional<String> parameter, int axis) {
        String wish = of.path() + ":" + role.word();
        String id = wish;
        for (int i = 2; found.containsKey(id); i++) {
            id = wish + "#" + i;
        }
        found.put(
                id,
                new Site(
                        id,
                        of.path(),
                        role,
                        of.standsFor(),
                        at.name(),
                        place,
                        parameter,
                        axis,
                        of.labels()));
    }
}
