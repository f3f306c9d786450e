package dev.halftone.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A graph within a node, taken in under names that nothing around it has. */
final class Within {
    private final String scope;
    private final Map<String, String> names = new HashMap<>();

    private Within(String scope) {
        this.scope = scope;
    }

    /** Takes in tensors and nodes; the names of inputs and outputs then. */
    static Ends add(GraphProto graph, String scope, Translation translation, TensorReader reader) {
        Within within = new Within(scope + "/");
        graph.getInputList().forEach(input -> within.own(input.getName()));
        graph.getInitializerList().forEach(tensor -> within.own(tensor.getName()));
        graph.getNodeList().forEach(node -> node.getOutputList().forEach(within::own));
        for (TensorProto tensor : graph.getInitializerList()) {
            translation.constant(reader.read(tensor).named(within.now(tensor.getName())));
            within.type(tensor.getName(), tensor.getDataType(), translation);
        }
        for (ValueInfoProto input : graph.getInputList()) {
            TypeProto type = input.getType();
            within.type(input.getName(), type.getTensorType().getElemType(), translation);
            if (Boundary.isSequence(type)) {
                translation.containers().sequence(within.now(input.getName()));
            }
        }
        for (NodeProto inner : graph.getNodeList()) {
            String called = inner.getName().isEmpty() ? inner.getOpType() : inner.getName();
            translation.add(within.renamed(inner).setName(within.scope + called).build());
        }
        return new Ends(within.now(graph.getInputList()), within.now(graph.getOutputList()));
    }

    /** Names of what a graph takes and gives. */
    record Ends(List<String> inputs, List<String> outputs) {}

    private void own(String value) {
        if (!value.isEmpty()) {
            names.put(value, scope + value);
        }
    }

    private void type(String value, int element, Translation translation) {
        ElementType.of(element).ifPresent(type -> translation.type(now(value), type));
    }

    private String now(String value) {
        return names.getOrDefault(value, value);
    }

    private List<String> now(List<ValueInfoProto> values) {
        return values.stream().map(value -> now(value.getName())).toList();
    }

    private NodeProto.Builder renamed(NodeProto node) {
        NodeProto.Builder copy = node.toBuilder().clearInput().clearOutput();
        node.getInputList().forEach(value -> copy.addInput(now(value)));
        node.getOutputList().forEach(value -> copy.addOutput(now(value)));
        for (int i = 0; i < node.getAttributeCount(); i++) {
            if (node.getAttribute(i).hasG()) {
                GraphProto within = renamed(node.getAttribute(i).getG());
                copy.setAttribute(i, node.getAttribute(i).toBuilder().setG(within));
            }
        }
        return copy;
    }

    /** A graph further within: it reads what is around it, but for what it calls its own. */
    private GraphProto renamed(GraphProto graph) {
        GraphProto.Builder copy = graph.toBuilder();
        Within inner = new Within(scope);
        inner.names.putAll(names);
        graph.getInputList().forEach(input -> inner.names.remove(input.getName()));
        for (int i = 0; i < graph.getNodeCount(); i++) {
            copy.setNode(i, inner.renamed(graph.getNode(i)));
        }
        for (int i = 0; i < graph.getOutputCount(); i++) {
            String value = inner.now(graph.getOutput(i).getName());
            copy.setOutput(i, graph.getOutput(i).toBuilder().setName(value));
        }
        return copy.build();
    }
}
