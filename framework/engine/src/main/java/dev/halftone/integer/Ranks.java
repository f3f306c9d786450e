package dev.halftone.integer;

import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.operator.Constant;
import dev.halftone.operator.Constants;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How many dimensions values have, where that follows from the graph alone. */
final class Ranks {
    private final Map<String, Integer> ranks = new HashMap<>();
    private final Map<String, Constant> constants = new HashMap<>();

    private Ranks() {}

    /** By value; what is not known is not there. */
    static Map<String, Integer> of(Graph graph) {
        Ranks pass = new Ranks();
        graph.inputs().forEach(spec -> pass.ranks.put(spec.name(), spec.shape().dimension()));
        graph.parameters().forEach((name, spec) -> pass.ranks.put(name, spec.shape().dimension()));
        graph.nodes().forEach(pass::visit);
        return pass.ranks;
    }

    private void visit(Node node) {
        Constants.of(node).ifPresent(value -> constants.put(node.output(), value));
        rank(node).ifPresent(rank -> node.outputs().forEach(output -> ranks.put(output, rank)));
    }

    private Optional<Integer> rank(Node node) {
        return switch (node.op()) {
            case "Constant" ->
                    Optional.ofNullable(constants.get(node.output())).map(c -> c.shape().size());
            case "Shape" -> Optional.of(1);
            case "Reshape", "Expand" ->
                    Optional.ofNullable(constants.get(node.input(1)))
                            .map(shape -> shape.values().size());
            case "Transpose" -> node.attributes().integers("perm").map(List::size);
            case "Gather" ->
                    known(node.input(0)).flatMap(x -> known(node.input(1)).map(at -> x - 1 + at));
            case "Add", "Sub", "Mul", "Div", "Concat" ->
                    node.inputs().stream().map(ranks::get).filter(r -> r != null).reduce(Math::max);
            case "MatMul",
                    "Conv",
                    "LayerNormalization",
                    "Softmax",
                    "Gelu",
                    "Relu",
                    "Split",
                    "halftone.Linear",
                    "halftone.IntegerLinear",
                    "halftone.IntegerConv",
                    "halftone.Codes",
                    "halftone.Real",
                    "halftone.FakeQuantize" ->
                    known(node.input(0));
            default -> Optional.empty();
        };
    }

    private Optional<Integer> known(String value) {
        return Optional.ofNullable(ranks.get(value));
    }
}
