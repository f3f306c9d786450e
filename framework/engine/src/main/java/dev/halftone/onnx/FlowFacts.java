package dev.halftone.onnx;

import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Types of what If, Loop and Scan give, and how many dimensions it has. A loop's state is taken to
 * keep its number of dimensions, and that is so if its graph gives back as many as it was given.
 */
final class FlowFacts {
    private final Node node;
    private final ValueFacts facts;

    private FlowFacts(Node node, ValueFacts facts) {
        this.node = node;
        this.facts = facts;
    }

    /** Learns what there is of a node with graphs within. */
    static void learn(Node node, ValueFacts facts) {
        FlowFacts flow = new FlowFacts(node, facts);
        node.attributes().graphs().forEach(flow::within);
        boolean kept = IntStream.range(0, flow.states()).allMatch(flow::keepsRank);
        for (int i = 0; i < node.outputs().size(); i++) {
            flow.output(i, kept);
        }
    }

    /** Whether a state comes back with as many dimensions, as far as those were known. */
    private boolean keepsRank(int state) {
        Optional<List<Long>> given = before(state);
        if (node.op().equals("If") || given.isEmpty()) {
            return true;
        }
        String inner =
                node.attributes().graphs().get(0).outputs().get(Flows.first(node.op()) + state);
        return facts.shape(inner).filter(shape -> shape.size() == given.get().size()).isPresent();
    }

    private void within(Graph graph) {
        int formal = Flows.formal(node);
        for (int i = 0; i < graph.inputs().size(); i++) {
            String name = graph.inputs().get(i).name();
            String given = node.input(i < formal ? i : Flows.operands(node) + i - formal);
            facts.type(name, Flows.given(node, i).orElse(facts.type(given)));
            Optional<List<Long>> shape = i < formal ? formalShape(i, given) : facts.shape(given);
            shape.ifPresent(known -> facts.shape(name, known));
        }
        graph.nodes().forEach(facts::learn);
    }

    private Optional<List<Long>> formalShape(int input, String given) {
        if (Flows.given(node, input).isPresent()) {
            return Optional.of(List.of());
        }
        return facts.shape(given)
                .map(shape -> open(isSlice(input) ? shape.size() - 1 : shape.size()));
    }

    /** Whether Scan gives a slice at a time. */
    private boolean isSlice(int input) {
        return node.op().equals("Scan") && input >= states();
    }

    private int states() {
        int slices = (int) node.attributes().integer("num_scan_inputs", 1);
        return switch (node.op()) {
            case "Scan" -> Flows.operands(node) - slices;
            case "Loop" -> Flows.operands(node) - 2;
            default -> node.outputs().size();
        };
    }

    private static List<Long> open(int rank) {
        return Collections.nCopies(Math.max(0, rank), -1L);
    }

    private void output(int output, boolean kept) {
        String name = node.outputs().get(output);
        List<Integer> ranks = new ArrayList<>();
        for (Graph graph : node.attributes().graphs()) {
            String inner = graph.outputs().get(Flows.first(node.op()) + output);
            facts.type(name, facts.type(inner));
            ranks.add(facts.shape(inner).map(List::size).orElse(-1));
        }
        int rank = ranks.get(0);
        boolean state = output < states();
        boolean loops = !node.op().equals("If");
        // A loop without a turn gives a state as it was.
        boolean known = kept && (!loops || !state || before(output).isPresent());
        if (known && rank >= 0 && ranks.stream().allMatch(other -> other == rank)) {
            facts.shape(name, open(state ? rank : rank + 1));
        }
    }

    /** What was known of a state before the first turn. */
    private Optional<List<Long>> before(int state) {
        return facts.shape(node.input(state + 2 * Flows.first(node.op())));
    }
}
