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
}
