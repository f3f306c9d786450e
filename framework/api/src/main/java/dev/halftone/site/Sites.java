package dev.halftone.site;

import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.Use;
import java.util.ArrayList;
import java.util.HashMap;
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
    private static final Set<String> MOVES =
            Set.of("Reshape", "Transpose", "Identity", "Dropout", "Cast", "Squeeze", "Unsqueeze");
    private static final Set<String> TOWARDS_SOFTMAX =
            Set.of("Mul", "Div", "Add", "Sub", "Where", "Clip");
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
    private final Map<String, Node> makers = new HashMap<>();
    private final Map<String, List<Use>> uses = new HashMap<>();
    private final Map<String, Site> found = new LinkedHashMap<>();
    private final Set<Node> biases = new HashSet<>();
    private final Set<String> given = new HashSet<>();

    private Sites(Graph graph) {
        this.graph = graph;
        given.addAll(graph.parameters().keySet());
        given.add("");
        for (Node node : graph.nodes()) {
            boolean counts = node.op().equals("Shape") || node.op().equals("Size");
            if (counts || given.containsAll(node.inputs())) {
                given.addAll(node.outputs());
            }
            node.outputs().forEach(output -> makers.put(output, node));
            for (int i = 0; i < node.inputs().size(); i++) {
                uses.computeIfAbsent(node.input(i), name -> new ArrayList<>())
                        .add(new Use(node, i));
            }
        }
    }

    /** All sites of a graph. */
    public static List<Site> of(Graph graph) {
        Sites sites = new Sites(graph);
        graph.nodes().forEach(sites::visit);
        return List.copyOf(sites.found.values());
    }

    /**
     * The addition of a bias that follows a product, where that is all that happens to it: the
     * other operand is a parameter and nothing else reads the product.
     */
    private static Optional<Node> onlyBias(Graph graph, List<Use> uses) {
        if (uses.size() != 1 || !uses.get(0).node().op().equals("Add")) {
            return Optional.empty();
        }
        Use use = uses.get(0);
        boolean parameter = graph.isParameter(use.node().input(1 - use.index()));
        return parameter ? Optional.of(use.node()) : Optional.empty();
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
        String value = node.input(1);
        Node reader = node;
        int index = 1;
        boolean turned = false;
        Node maker = makers.get(value);
        if (maker != null && maker.op().equals("Transpose")) {
            reader = maker;
            index = 0;
            value = maker.input(0);
            turned = true;
        }
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
        Optional<Node> bias =
                image
                        ? Optional.empty()
                        : onlyBias(graph, uses.getOrDefault(node.output(), List.of()));
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
        if (given.contains(node.input(0)) || given.contains(node.input(1))) {
            return false;
        }
        if (reachesSoftmax(node.output(), 0)) {
            query(node);
            add(node, Role.KEY, new Site.Read(1), Optional.empty(), -2);
            add(node, Role.SCORES, new Site.Made(), Optional.empty(), -1);
            return true;
        }
        if (comesFromSoftmax(node.input(0))) {
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
        Node maker = makers.get(product.input(0));
        boolean positioned =
                uses.get(product.input(0)).stream()
                        .anyMatch(use -> use.node() != product && meetsPositions(use));
        if (positioned && maker != null && maker.outputs().size() == 1) {
            add(maker, product, Role.QUERY, new Site.Made(), Optional.empty(), -1);
        } else {
            add(product, Role.QUERY, new Site.Read(0), Optional.empty(), -1);
        }
    }

    private boolean meetsPositions(Use use) {
        Node reader = use.node();
        if (MOVES.contains(reader.op())) {
            return uses.getOrDefault(reader.output(), List.of()).stream()
                    .anyMatch(this::meetsPositions);
        }
        return reader.op().equals("MatMul")
                && given.contains(reader.input(1 - use.index()))
                && reachesSoftmax(reader.output(), 0);
    }

    private boolean reachesSoftmax(String value, int depth) {
        for (Use use : uses.getOrDefault(value, List.of())) {
            String op = use.node().standsFor();
            if (op.equals("Softmax")) {
                return true;
            }
            boolean onTheWay = MOVES.contains(op) || TOWARDS_SOFTMAX.contains(op);
            if (onTheWay && depth < 8 && reachesSoftmax(use.node().output(), depth + 1)) {
                return true;
            }
        }
        return false;
    }

    private boolean comesFromSoftmax(String value) {
        Node maker = makers.get(value);
        while (maker != null && MOVES.contains(maker.op())) {
            maker = makers.get(maker.input(0));
        }
        return maker != null && maker.standsFor().equals("Softmax");
    }

    private void computing(Node node) {
        List<Integer> activations = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            if (isActivation(node.input(i))) {
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

    private boolean isActivation(String value) {
        if (given.contains(value)) {
            return false;
        }
        Node maker = makers.get(value);
        if (maker == null) {
            return true;
        }
        if (maker.op().equals("Shape")) {
            return false;
        }
        return !MOVES.contains(maker.op()) || isActivation(maker.input(0));
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
