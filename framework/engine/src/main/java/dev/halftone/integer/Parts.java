package dev.halftone.integer;

import ai.djl.ndarray.types.DataType;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes as many products of a linear layer whose output is only cut into parts: each part can then
 * land on a grid of its own inside the kernel.
 */
final class Parts {
    private final Edit edit;
    private final Map<String, Integer> ranks;

    private Parts(Graph graph) {
        edit = new Edit(graph);
        ranks = Ranks.of(graph);
    }

    static Graph apart(Graph graph) {
        Parts pass = new Parts(graph);
        graph.nodes().stream().filter(node -> node.op().equals("Split")).forEach(pass::visit);
        return pass.edit.done();
    }

    private void visit(Node split) {
        String value = split.input(0);
        Optional<Node> product =
                edit.maker(value, "halftone.IntegerLinear")
                        .filter(node -> edit.reader(value).isPresent());
        Optional<Node> packed =
                product.flatMap(node -> edit.maker(node.input(1), "halftone.PackLinear"));
        long axis = split.attributes().integer("axis", 0);
        int rank = ranks.getOrDefault(value, 0);
        if (packed.isPresent() && (axis == -1 || rank > 0 && axis == rank - 1)) {
            edit.replace(split, parts(split, product.get(), packed.get()));
        }
    }

    private List<Node> parts(Node split, Node product, Node packed) {
        int count = split.outputs().size();
        List<Node> nodes = new ArrayList<>();
        List<String> codes = cut(split, packed.input(0), "weight", nodes);
        List<String> scales = cut(split, product.input(2), "scale", nodes);
        List<String> biases = cut(split, product.input(4), "bias", nodes);
        for (int i = 0; i < count; i++) {
            String name = split.name() + "/part" + i;
            List<String> pack = List.of(codes.get(i), scales.get(i));
            nodes.add(Edit.node(product, name + "/packed", packed.op(), pack, packed.attributes()));
            List<String> scale = List.of(scales.get(i));
            nodes.add(
                    Edit.node(product, name + "/zeros", "halftone.Zeros", scale, Attributes.NONE));
            List<String> inputs =
                    List.of(
                            product.input(0),
                            name + "/packed",
                            scales.get(i),
                            name + "/zeros",
                            biases.get(i));
            nodes.add(
                    new Node(
                            name,
                            product.path(),
                            product.op(),
                            inputs,
                            List.of(split.outputs().get(i)),
                            product.attributes(),
                            product.labels()));
        }
        return nodes;
    }

    /** Cuts something with one row per output channel; what is one for all stays as it is. */
    private List<String> cut(Node split, String value, String what, List<Node> nodes) {
        int count = split.outputs().size();
        TensorSpec spec = edit.graph().parameters().get(value);
        boolean one = spec != null && spec.shape().size() == 1 && spec.type() == DataType.FLOAT32;
        if (value.isEmpty() || one) {
            return Collections.nCopies(count, value);
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(split.name() + "/" + what + i);
        }
        List<String> inputs = new ArrayList<>(split.inputs());
        inputs.set(0, value);
        nodes.add(
                new Node(
                        split.name() + "/" + what,
                        split.path(),
                        "Split",
                        inputs,
                        names,
                        split.attributes().with("axis", 0),
                        split.labels()));
        return names;
    }
}
