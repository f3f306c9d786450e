package dev.halftone.compile;

import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.Use;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Folds a batch normalization into the convolution or Gemm before it, if nothing else reads that:
 * W' = W·f and b' = (b − μ)·f + β with f = γ / √(σ² + ε). These are nodes of parameters alone, so
 * they are computed once, when the program is made.
 */
final class BatchNorms {
    private final Graph graph;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Node> folded = new HashMap<>();
    private final Set<Node> gone = new HashSet<>();

    private BatchNorms(Graph graph) {
        this.graph = graph;
    }

    /** The same function with fewer passes over memory. */
    static Graph fold(Graph graph) {
        BatchNorms pass = new BatchNorms(graph);
        Map<String, Node> makers = new HashMap<>();
        Map<String, List<Use>> uses = new HashMap<>();
        for (Node node : graph.nodes()) {
            node.outputs().forEach(output -> makers.put(output, node));
            for (int i = 0; i < node.inputs().size(); i++) {
                uses.computeIfAbsent(node.input(i), v -> new ArrayList<>()).add(new Use(node, i));
            }
        }
        for (Node node : graph.nodes()) {
            Node before = makers.get(node.input(0));
            if (before != null
                    && uses.get(node.input(0)).size() == 1
                    && !graph.outputs().contains(before.output())
                    && pass.folds(before, node)) {
                pass.folded.put(node.name(), before);
                pass.gone.add(before);
            }
        }
        graph.nodes().forEach(pass::visit);
        return pass.folded.isEmpty()
                ? graph
                : new Graph(
                        graph.name(),
                        graph.inputs(),
                        graph.parameters(),
                        pass.nodes,
                        graph.outputs());
    }

    private boolean folds(Node before, Node norm) {
        boolean plain =
                norm.op().equals("BatchNormalization")
                        && norm.attributes().integer("training_mode", 0) == 0
                        && norm.inputs().subList(1, 5).stream().allMatch(graph::isParameter);
        return plain
                && switch (before.op()) {
                    case "Conv" -> true;
                    case "ConvTranspose" -> before.attributes().integer("group", 1) == 1;
                    case "Gemm" ->
                            before.attributes().integer("transB", 0) == 1
                                    && before.attributes().real("alpha", 1) == 1
                                    && before.attributes().real("beta", 1) == 1;
                    default -> false;
                };
    }

    private void visit(Node node) {
        Node before = folded.get(node.name());
        if (before != null) {
            fold(before, node);
        } else if (!gone.contains(node)) {
            nodes.add(node);
        }
    }

    private void fold(Node before, Node norm) {
        String at = norm.output() + "/";
        double least = norm.attributes().real("epsilon", 1e-5f);
        String epsilon = add(norm, at, "Constant", Attributes.of("value_float", least));
        String variance = add(norm, at, "Add", Attributes.NONE, norm.input(4), epsilon);
        String root = add(norm, at, "Sqrt", Attributes.NONE, variance);
        String factor = add(norm, at, "Div", Attributes.NONE, norm.input(1), root);
        String weight = before.input(1);
        Attributes last = Attributes.of("value_ints", shape(before));
        String wide = add(norm, at + "shape/", "Constant", last);
        String spread = add(norm, at, "Reshape", Attributes.NONE, factor, wide);
        String scaled = add(norm, at + "weight/", "Mul", Attributes.NONE, weight, spread);
        String mean = norm.input(3);
        String centre = mean;
        boolean biased = !before.input(2).isEmpty();
        if (biased) {
            centre = add(norm, at, "Sub", Attributes.NONE, before.input(2), mean);
        }
        String moved = add(norm, at + "bias/", "Mul", Attributes.NONE, centre, factor);
        String bias =
                biased
                        ? add(norm, at + "bias/", "Add", Attributes.NONE, moved, norm.input(2))
                        : add(norm, at + "bias/", "Sub", Attributes.NONE, norm.input(2), moved);
        nodes.add(
                new Node(
                        before.name(),
                        before.path(),
                        before.op(),
                        List.of(before.input(0), scaled, bias),
                        Collections.singletonList(norm.output()),
                        before.attributes(),
                        before.labels()));
    }

    /** Of the factor, so that it meets the weight's output channels. */
    private List<Long> shape(Node before) {
        int rank =
                graph.isParameter(before.input(1))
                        ? graph.parameters().get(before.input(1)).shape().dimension()
                        : before.op().equals("Gemm") ? 2 : 4;
        List<Long> shape = new ArrayList<>(Collections.nCopies(rank, 1L));
        shape.set(before.op().equals("ConvTranspose") ? 1 : 0, -1L);
        return shape;
    }

    private String add(Node like, String at, String op, Attributes attributes, String... inputs) {
        String name = at + op;
        List<String> outputs = Collections.singletonList(name);
        nodes.add(
                new Node(
                        name,
                        like.path(),
                        op,
                        List.of(inputs),
                        outputs,
                        attributes,
                        like.labels()));
        return name;
    }
}
