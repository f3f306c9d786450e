package dev.halftone.onnx;

import dev.halftone.graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts DequantizeLinear before what only moves codes or takes the largest, so that it stands behind
 * its QuantizeLinear: where one scale holds for the tensor, it is the same for codes and values.
 */
final class MovedCodes {
    private final Translation translation;
    private final Map<String, Node> makers = new HashMap<>();

    private MovedCodes(Translation translation) {
        this.translation = translation;
    }

    /** The same network; what nothing reads any more is still in it. */
    static List<Node> of(List<Node> nodes, Translation translation) {
        MovedCodes pass = new MovedCodes(translation);
        List<Node> all = new ArrayList<>();
        for (Node node : nodes) {
            List<Node> after = new ArrayList<>();
            Node first = node;
            for (Optional<Node> move = pass.move(first);
                    move.isPresent();
                    move = pass.move(first)) {
                String value = first.output() + "/before/" + move.get().op();
                after.add(pass.moving(move.get(), first, value));
                first = pass.earlier(first, move.get(), value);
            }
            Collections.reverse(after);
            all.add(first);
            all.addAll(after);
            after.forEach(pass::remember);
            pass.remember(first);
        }
        return all;
    }

    private static boolean keepsGrid(Node node) {
        return !node.inputs().isEmpty() && (StoredPlan.MOVES.contains(node.op()) || picks(node));
    }

    /** Whether a node that computes gives only elements that it is given. */
    static boolean picks(Node node) {
        String how = node.attributes().text("coordinate_transformation_mode", "half_pixel");
        boolean nearest =
                node.op().equals("Resize")
                        && node.attributes().text("mode", "nearest").equals("nearest")
                        && !how.equals("tf_crop_and_resize");
        return nearest || node.op().equals("MaxPool");
    }

    private void remember(Node node) {
        node.outputs().forEach(output -> makers.put(output, node));
    }

    private Optional<Node> move(Node node) {
        boolean whole =
                node.op().equals("DequantizeLinear")
                        && translation
                                .known(node.input(1))
                                .filter(scale -> scale.shape().size() == 1)
                                .isPresent();
        return Optional.ofNullable(makers.get(node.input(0)))
                .filter(maker -> whole && keepsGrid(maker));
    }

    private Node moving(Node move, Node dequantize, String value) {
        List<String> inputs = new ArrayList<>(move.inputs());
        inputs.set(0, value);
        List<String> outputs =
                move.outputs().stream()
                        .map(o -> o.equals(dequantize.input(0)) ? "" : "/beside/" + o)
                        .map(beside -> dequantize.output() + beside)
                        .toList();
        return new Node(
                translation.unique(dequantize.name() + "/" + move.op()),
                move.path(),
                move.op(),
                inputs,
                outputs,
                move.attributes(),
                move.labels());
    }

    private Node earlier(Node dequantize, Node move, String value) {
        List<String> inputs = new ArrayList<>(dequantize.inputs());
        inputs.set(0, move.input(0));
        return new Node(
                dequantize.name(),
                dequantize.path(),
                dequantize.op(),
                inputs,
                List.of(value),
                dequantize.attributes(),
                dequantize.labels());
    }
}
