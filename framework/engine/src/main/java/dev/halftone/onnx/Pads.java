package dev.halftone.onnx;

import dev.halftone.compile.Bound;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the zeros that a Pad puts around pictures part of the convolution that reads them: the same
 * sums, and no operator between one convolution and the next.
 */
final class Pads {
    private final Bound bound;
    private final Map<String, Node> makers = new HashMap<>();

    private Pads(Bound bound) {
        this.bound = bound;
        for (Node node : bound.graph().nodes()) {
            node.outputs().forEach(output -> makers.put(output, node));
        }
    }

    static Bound intoConvolutions(Bound bound) {
        Pads pads = new Pads(bound);
        Graph old = bound.graph();
        List<Node> nodes = old.nodes().stream().map(pads::visit).toList();
        Graph graph = new Graph(old.name(), old.inputs(), old.parameters(), nodes, old.outputs());
        return bound.with(graph.between(old.inputs(), old.outputs()));
    }

    private Node visit(Node node) {
        Node pad = makers.get(node.input(0));
        boolean after = pad != null && pad.op().equals("Pad") && node.op().equals("Conv");
        boolean explicit = node.attributes().text("auto_pad", "NOTSET").equals("NOTSET");
        if (!after || !explicit || !isZero(pad)) {
            return node;
        }
        return numbers(pad.input(1))
                .filter(sides -> isAround(sides) && pad.input(3).isEmpty())
                .map(sides -> padded(node, pad.input(0), sides))
                .orElse(node);
    }

    private boolean isZero(Node pad) {
        if (!pad.attributes().text("mode", "constant").equals("constant")) {
            return false;
        }
        if (pad.input(2).isEmpty()) {
            return true;
        }
        Node value = makers.get(pad.input(2));
        return value != null
                && value.op().equals("Constant")
                && value.attributes().real("value_float", 1) == 0;
    }

    private Optional<List<Long>> numbers(String value) {
        Node maker = makers.get(value);
        if (maker != null) {
            return maker.attributes().integers("value_ints");
        }
        return Optional.ofNullable(bound.weights().get(value))
                .map(array -> Arrays.stream(array.toLongArray()).boxed().toList());
    }

    /** Nothing at batch and channels, nothing cut off. */
    private static boolean isAround(List<Long> sides) {
        int rank = sides.size() / 2;
        return rank > 2
                && sides.stream().allMatch(side -> side >= 0)
                && sides.get(0) + sides.get(1) + sides.get(rank) + sides.get(rank + 1) == 0;
    }

    private static Node padded(Node conv, String input, List<Long> sides) {
        int rank = sides.size() / 2;
        List<Long> more = new ArrayList<>(sides.subList(2, rank));
        more.addAll(sides.subList(rank + 2, 2 * rank));
        List<Long> own =
                conv.attributes().integers("pads").orElse(Collections.nCopies(2 * (rank - 2), 0L));
        List<Long> pads = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            pads.add(own.get(i) + more.get(i));
        }
        List<String> inputs = new ArrayList<>(conv.inputs());
        inputs.set(0, input);
        return new Node(
                conv.name(),
                conv.path(),
                conv.op(),
                inputs,
                conv.outputs(),
                conv.attributes().with("pads", pads),
                conv.labels());
    }
}
