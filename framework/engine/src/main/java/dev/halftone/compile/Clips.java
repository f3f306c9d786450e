package dev.halftone.compile;

import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.operator.Constant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Leaves out a Clip or Relu whose every reader puts the value on a grid that ends no later: the
 * grid saturates there itself.
 */
final class Clips {
    private final Map<String, Constant> known;
    private final Map<String, Node> clips = new HashMap<>();
    private final Set<String> kept = new HashSet<>();

    private Clips(Map<String, Constant> known) {
        this.known = known;
    }

    /**
     * The same function without them.
     *
     * @param known values of constants and of grids' arrays
     */
    static Graph drop(Graph graph, Map<String, Constant> known) {
        Clips pass = new Clips(known);
        for (Node node : graph.nodes()) {
            if (node.op().equals("Relu") || node.op().equals("Clip")) {
                pass.clips.put(node.output(), node);
            }
        }
        graph.nodes().forEach(pass::look);
        pass.kept.addAll(graph.outputs());
        pass.clips.keySet().removeAll(pass.kept);
        if (pass.clips.isEmpty()) {
            return graph;
        }
        List<Node> nodes =
                graph.nodes().stream()
                        .filter(node -> pass.clips.get(node.output()) != node)
                        .map(pass::past)
                        .toList();
        return new Graph(graph.name(), graph.inputs(), graph.parameters(), nodes, graph.outputs());
    }

    private Node past(Node node) {
        return node.withInputs(node.inputs().stream().map(this::before).toList());
    }

    private String before(String value) {
        Node clip = clips.get(value);
        return clip == null ? value : before(clip.input(0));
    }

    private void look(Node node) {
        for (int i = 0; i < node.inputs().size(); i++) {
            Node clip = clips.get(node.input(i));
            if (clip != null && !(i == 0 && isWithin(node, clip))) {
                kept.add(clip.output());
            }
        }
    }

    private boolean isWithin(Node snap, Node clip) {
        Optional<Constant> scales = constant(snap.input(1));
        Optional<Constant> zeros = constant(snap.input(2));
        boolean plain =
                snap.op().equals("halftone.FakeQuantize")
                        && !snap.attributes().has("keep")
                        && scales.isPresent()
                        && zeros.isPresent()
                        && scales.get().values().size() == zeros.get().values().size();
        if (!plain) {
            return false;
        }
        double low = end(clip, 1, clip.op().equals("Relu") ? 0 : Double.NEGATIVE_INFINITY);
        double high = end(clip, 2, Double.POSITIVE_INFINITY);
        boolean within = true;
        for (int i = 0; i < scales.get().values().size(); i++) {
            float scale = scales.get().values().get(i).floatValue();
            double zero = zeros.get().values().get(i);
            float least = (float) (snap.attributes().real("low", 0) - zero) * scale;
            float most = (float) (snap.attributes().real("high", 255) - zero) * scale;
            within = within && least >= low && most <= high;
        }
        return within;
    }

    /** NaN, which is never within, where it is not known. */
    private double end(Node clip, int input, double byDefault) {
        return clip.input(input).isEmpty()
                ? byDefault
                : constant(clip.input(input))
                        .filter(c -> c.values().size() == 1)
                        .map(c -> c.values().get(0))
                        .orElse(Double.NaN);
    }

    private Optional<Constant> constant(String value) {
        return Optional.ofNullable(known.get(value));
    }
}
