package dev.halftone.fusion;

import dev.halftone.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes one operator of the several that exporters write for it: {@code Gelu}, {@code
 * LayerNormalization} and {@code HardSwish}. The operator stands where the last of the several
 * stood; these are left in place for whoever drops what nothing reads.
 */
public final class Fusion {

    private Fusion() {}

    /** A pattern that ends in one node. */
    @FunctionalInterface
    private interface Pattern {
        Optional<Match> at(Node node);
    }

    /**
     * What was found.
     *
     * @param last the node that makes the pattern's value
     * @param made the operator in its place
     */
    record Match(Node last, Node made) {}

    /**
     * Rewrites nodes.
     *
     * @param nodes in order
     * @param outputs of the graph
     * @param numbers what is known
     * @return in the same order
     */
    public static List<Node> of(List<Node> nodes, List<String> outputs, Numbers numbers) {
        Surroundings around = new Surroundings(nodes, outputs, numbers);
        Map<String, Pattern> patterns =
                Map.of(
                        "Erf", new Gelus(around)::at,
                        "Sqrt", new LayerNorms(around, numbers)::at,
                        "HardSigmoid", new HardSwishes(around, numbers)::factor,
                        "Clip", new HardSwishes(around, numbers)::clip);
        Map<String, Node> made = new HashMap<>();
        for (Node node : nodes) {
            Pattern pattern = patterns.get(node.op());
            if (pattern != null) {
                pattern.at(node).ifPresent(match -> made.put(match.last.name(), match.made));
            }
        }
        List<Node> all = new ArrayList<>();
        nodes.forEach(node -> all.add(made.getOrDefault(node.name(), node)));
        return all;
    }
}
