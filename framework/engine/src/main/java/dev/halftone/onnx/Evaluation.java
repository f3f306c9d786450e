package dev.halftone.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.compile.Bound;
import dev.halftone.compile.Text;
import dev.halftone.compile.Writer;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import dev.halftone.operator.Sequences;
import dev.halftone.plan.Plan;
import dev.halftone.problem.ProblemException;
import dev.halftone.torchscript.TorchModule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs once, while a model is read, what is made of small whole numbers and single numbers alone:
 * padding, axes and sizes that exporters compute. What is made of weights stays in the graph.
 */
final class Evaluation {
    private static final long MOST = 4096;

    private final Translation translation;
    private final NDManager manager;

    private Evaluation(Translation translation, NDManager manager) {
        this.translation = translation;
        this.manager = manager;
    }

    /** The nodes that are left, in the same order; new constants go to the translation. */
    static List<Node> of(
            List<Node> nodes, Translation translation, List<String> outputs, NDManager manager) {
        return new Evaluation(translation, manager).run(nodes, outputs);
    }

    private List<Node> run(List<Node> nodes, List<String> outputs) {
        Set<String> steering = new HashSet<>();
        translation.constants().values().stream()
                .filter(Evaluation::steers)
                .forEach(tensor -> steering.add(tensor.name()));
        steering.add("");
        Sizes sizes = new Sizes(translation);
        List<Node> known = new ArrayList<>();
        List<Node> rest = new ArrayList<>();
        for (Node node : nodes) {
            boolean all =
                    steering.containsAll(node.inputs()) && isFixed(node) && sizes.isSmall(node);
            (all ? known : rest).add(node);
            if (all) {
                steering.addAll(node.outputs());
            }
        }
        Set<String> wanted = new LinkedHashSet<>(outputs);
        rest.forEach(node -> wanted.addAll(node.inputs()));
        Set<String> made = new LinkedHashSet<>();
        known.forEach(node -> made.addAll(node.outputs()));
        made.retainAll(wanted);
        made.remove("");
        if (made.isEmpty()) {
            return known.isEmpty() ? nodes : rest;
        }
        try {
            evaluate(known, List.copyOf(made));
            return rest;
        } catch (ProblemException e) {
            // What cannot be run now is told when the network is compiled, with the node's name.
            return nodes;
        }
    }

    private static boolean steers(Tensor tensor) {
        return tensor.shape().size() <= (tensor.type() == DataType.FLOAT32 ? 1 : MOST);
    }

    /** Random numbers are not numbers yet, and a loop may take any time. */
    private static boolean isFixed(Node node) {
        return !node.op().startsWith("Random")
                && !node.inputs().isEmpty()
                && !Sequences.isMadeBy(node)
                && node.attributes().graphs().isEmpty();
    }

    private void evaluate(List<Node> nodes, List<String> made) {
        TensorSpec unused = new TensorSpec("halftone.unused", DataType.FLOAT32, new Shape(1));
        Placement placed = Placement.of(nodes, translation.constants(), List.of());
        Graph graph =
                new Graph("constants", List.of(unused), placed.parameters(), placed.nodes(), made);
        try (NDManager once = manager.newSubManager()) {
            NDList parameters = new NDList();
            Map<String, NDArray> weights = new LinkedHashMap<>();
            placed.weights().forEach((name, tensor) -> weights.put(name, tensor.array(once)));
            Text text = Writer.write(Bound.of(graph, weights, Plan.EMPTY), Set.of());
            text.parameters().forEach(name -> parameters.add(weights.get(name)));
            parameters.add(once.create(0));
            try (TorchModule module = TorchModule.load(once, text.source())) {
                module.call("prepare", List.of(parameters));
                NDList values =
                        module.call("forward", List.of(new NDList(once.zeros(new Shape(1)))));
                List<Tensor> tensors = new ArrayList<>();
                for (int i = 0; i < made.size(); i++) {
                    tensors.add(Tensor.of(made.get(i), values.get(i)));
                }
                tensors.forEach(translation::constant);
            }
        }
    }
}
