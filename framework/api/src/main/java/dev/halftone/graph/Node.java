package dev.halftone.graph;

import java.util.List;
import java.util.Map;

/**
 * One operation of a graph, with the name, inputs, attributes and meaning of the ONNX operator.
 *
 * @param name unique in the graph and the same in every build of it
 * @param path module path of the public checkpoint: {@code blocks.0.attn.qkv}; several nodes may
 *     share one
 * @param op ONNX operator name, or {@code halftone.X} for the few operators of our own
 * @param inputs value names; an empty name is an absent optional input
 * @param outputs value names; an empty name is an output nobody asked for
 * @param attributes ONNX attributes
 * @param labels what the model says about the node: stage, block, layer, kind
 */
public record Node(
        String name,
        String path,
        String op,
        List<String> inputs,
        List<String> outputs,
        Attributes attributes,
        Map<String, String> labels) {

    public Node {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        labels = Map.copyOf(labels);
    }

    /** The first output, the only one of most operators. */
    public String output() {
        return outputs.get(0);
    }

    /** The name of an input, empty where it is absent. */
    public String input(int index) {
        return index < inputs.size() ? inputs.get(index) : "";
    }

    /** The same node reading other values. */
    public Node withInputs(List<String> others) {
        return new Node(name, path, op, others, outputs, attributes, labels);
    }

    /**
     * The same node, computing what a graph says instead: same name, path, inputs and outputs, so
     * that every site keeps its id.
     *
     * @param body reads as many inputs as the node does, and owns no parameters
     */
    public Node computing(Graph body) {
        if (body.inputs().size() != inputs.size() || !body.parameters().isEmpty()) {
            throw new IllegalArgumentException("a body reads what its node reads, nothing else");
        }
        Attributes own = Attributes.of(Inlining.STANDS_FOR, standsFor()).with(Inlining.BODY, body);
        return new Node(name, path, Inlining.OP, inputs, outputs, own, labels);
    }

    /** The operator, or the one in whose place the node computes something of its own. */
    public String standsFor() {
        return op.equals(Inlining.OP) ? attributes.text(Inlining.STANDS_FOR, op) : op;
    }
}
