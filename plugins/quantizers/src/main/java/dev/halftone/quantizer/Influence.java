package dev.halftone.quantizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.program.Program;
import dev.halftone.quantize.Workbench;
import dev.halftone.training.Gradients;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How strongly the answer of the float network hangs on what some nodes make: the gradients of the
 * cross-entropy with which it answers what it answers. To every such value an input is added that
 * is zero, and the gradients are its.
 */
final class Influence implements AutoCloseable {
    private final Program values;
    private final Program network;

    Influence(Workbench bench, List<Node> nodes) {
        Graph graph = bench.graph();
        List<String> names = nodes.stream().map(Node::output).toList();
        var plan = bench.plan().withoutGrids();
        values = bench.program(graph.between(graph.inputs(), names), plan, Set.of());
        network = bench.program(nudged(graph, nodes), plan, Set.of());
    }

    private static Graph nudged(Graph graph, List<Node> nodes) {
        List<TensorSpec> inputs = new ArrayList<>(graph.inputs());
        for (int i = 0; i < nodes.size(); i++) {
            inputs.add(new TensorSpec("nudge" + i, DataType.FLOAT32, new Shape(-1)));
        }
        List<Node> all = new ArrayList<>();
        for (Node node : graph.nodes()) {
            int index = nodes.indexOf(node);
            if (index < 0) {
                all.add(node);
                continue;
            }
            String nudge = "nudge" + index;
            String before = node.output() + "?before";
            all.add(made(node, node.name(), node.op(), node.inputs(), before));
            all.add(made(node, before, "Add", List.of(before, nudge), node.output()));
        }
        return new Graph(graph.name(), inputs, graph.parameters(), all, graph.outputs());
    }

    private static Node made(Node of, String name, String op, List<String> in, String out) {
        Attributes attributes = op.equals("Add") ? Attributes.NONE : of.attributes();
        return new Node(name, of.path(), op, in, List.of(out), attributes, of.labels());
    }

    /**
     * The gradients at each node, in order; they belong to the inputs' manager.
     *
     * @throws ProblemException when the network does not answer with one row of classes per picture
     */
    NDList of(NDList inputs) {
        NDManager owner = inputs.get(0).getManager();
        NDList nudges = new NDList();
        try (NDList shapes = values.run(inputs)) {
            for (NDArray value : shapes) {
                NDArray nudge = owner.zeros(value.getShape());
                nudge.setRequiresGradient(true);
                nudges.add(nudge);
            }
        }
        NDList all = new NDList(inputs);
        all.addAll(nudges);
        try (GradientCollector collector = owner.getEngine().newGradientCollector()) {
            NDArray logits = network.run(all).get(0);
            if (logits.getShape().dimension() != 2) {
                throw new ProblemException(
                        Problem.of(
                                        "no-classes",
                                        "twin-uniform wants a network that answers with a row of classes,"
                                                + " and this one answers with "
                                                + logits.getShape())
                                .hint("log2 or uniform need none"));
            }
            NDArray answer = logits.argMax(1).oneHot((int) logits.getShape().get(1));
            NDArray loss = logits.logSoftmax(1).mul(answer.stopGradient()).sum().neg();
            Gradients.backward(collector, loss);
        }
        NDList gradients = new NDList();
        for (NDArray nudge : nudges) {
            gradients.add(nudge.getGradient());
        }
        return gradients;
    }

    @Override
    public void close() {
        values.close();
        network.close();
    }
}
