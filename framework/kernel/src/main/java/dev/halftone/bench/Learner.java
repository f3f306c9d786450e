package dev.halftone.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.halftone.engine.Engine;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A program that learns, and beside it the plain one: the same part of the network in float,
 * without what is drawn at random at its inputs.
 */
final class Learner implements Program {
    private static final String KEEP = "halftone.Keep";

    private final Engine engine;
    private final Program learning;
    private final Graph plain;
    private final List<Integer> read = new ArrayList<>();
    private final Map<String, NDArray> weights;
    private final NDManager manager;
    private final NDList inputs = new NDList();
    private Optional<Program> compiled = Optional.empty();

    Learner(Engine engine, Program learning, Graph graph, Map<String, NDArray> weights) {
        this.engine = engine;
        this.learning = learning;
        this.plain = plain(graph);
        this.weights = Map.copyOf(weights);
        this.manager = engine.manager().newSubManager();
        plain.inputs().forEach(input -> read.add(graph.inputs().indexOf(input)));
    }

    /** Of two values that are mixed at random, the first. */
    private static Graph plain(Graph graph) {
        Map<String, String> first = new HashMap<>();
        List<Node> nodes = new ArrayList<>();
        for (Node node : graph.nodes()) {
            if (node.op().equals(KEEP)) {
                first.put(node.output(), node.input(0));
            } else {
                nodes.add(
                        node.withInputs(
                                node.inputs().stream()
                                        .map(value -> first.getOrDefault(value, value))
                                        .toList()));
            }
        }
        Graph whole =
                new Graph(graph.name(), graph.inputs(), graph.parameters(), nodes, graph.outputs());
        List<TensorSpec> needed =
                graph.inputs().stream().filter(i -> !whole.uses(i.name()).isEmpty()).toList();
        return whole.between(needed, graph.outputs());
    }

    @Override
    public NDList run(NDList given) {
        return learning.run(given);
    }

    @Override
    public NDList run(NDList given, List<NDArray> learned) {
        if (inputs.isEmpty()) {
            for (int index : read) {
                NDArray copy = given.get(index).duplicate();
                copy.attach(manager);
                inputs.add(copy);
            }
        }
        return learning.run(given, learned);
    }

    boolean hasRun() {
        return !inputs.isEmpty();
    }

    /** Rows of what it reads first. */
    long examples() {
        return inputs.get(0).getShape().get(0);
    }

    /** Milliseconds of one plain pass. */
    double pass() {
        if (compiled.isEmpty()) {
            compiled = Optional.of(engine.compile(plain, weights, Plan.EMPTY, Set.of()));
        }
        return new Alternation(1, System::nanoTime).time(compiled.get(), inputs);
    }

    @Override
    public List<String> learned() {
        return learning.learned();
    }

    @Override
    public Map<String, NDArray> initial() {
        return learning.initial();
    }

    @Override
    public void close() {
        learning.close();
        compiled.ifPresent(Program::close);
        manager.close();
    }
}
