package dev.halftone.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.HashMap;
import java.util.Map;

/** Puts the branch that an If always takes in its place, where the file says which that is. */
final class Branches {
    private final Translation translation;
    private final Map<String, String> names = new HashMap<>();

    private Branches(Translation translation) {
        this.translation = translation;
    }

    /** Takes in what an If does. */
    static void add(NodeProto node, String name, Translation translation, TensorReader reader) {
        Tensor condition =
                translation
                        .known(node.getInputCount() > 0 ? node.getInput(0) : "")
                        .filter(tensor -> tensor.shape().size() == 1 && tensor.isTruth())
                        .orElseThrow(
                                () ->
                                        BadModel.unsupported(
                                                "node '%s' (If) has a condition that is not known before the network runs"
                                                        .formatted(name)));
        String wanted = condition.whole(0) != 0 ? "then_branch" : "else_branch";
        GraphProto branch =
                node.getAttributeList().stream()
                        .filter(a -> a.getName().equals(wanted) && a.hasG())
                        .map(AttributeProto::getG)
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        BadModel.broken(
                                                "node '%s' (If) has no '%s'"
                                                        .formatted(name, wanted)));
        if (branch.getOutputCount() < node.getOutputCount()) {
            throw BadModel.broken(
                    "node '%s' (If) gives more than its '%s'".formatted(name, wanted));
        }
        new Branches(translation).add(node, name, branch, reader);
    }

    private void add(NodeProto node, String name, GraphProto branch, TensorReader reader) {
        String scope = name + "/";
        branch.getInitializerList().forEach(t -> names.put(t.getName(), scope + t.getName()));
        for (NodeProto inner : branch.getNodeList()) {
            inner.getOutputList().stream()
                    .filter(value -> !value.isEmpty())
                    .forEach(value -> names.put(value, scope + value));
        }
        for (TensorProto tensor : branch.getInitializerList()) {
            translation.constant(reader.read(tensor).named(now(tensor.getName())));
            ElementType.of(tensor.getDataType())
                    .ifPresent(type -> translation.type(now(tensor.getName()), type));
        }
        for (NodeProto inner : branch.getNodeList()) {
            String called = inner.getName().isEmpty() ? inner.getOpType() : inner.getName();
            translation.add(renamed(inner).setName(scope + called).build());
        }
        for (int i = 0; i < node.getOutputCount(); i++) {
            translation.add(
                    NodeProto.newBuilder()
                            .setOpType("Identity")
                            .setName(scope + "Identity")
                            .addInput(now(branch.getOutput(i).getName()))
                            .addOutput(node.getOutput(i))
                            .build());
        }
    }

    private String now(String value) {
        return names.getOrDefault(value, value);
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

    /** A branch within: it reads what is around it. */
    private GraphProto renamed(GraphProto graph) {
        GraphProto.Builder copy = graph.toBuilder();
        for (int i = 0; i < graph.getNodeCount(); i++) {
            copy.setNode(i, renamed(graph.getNode(i)));
        }
        for (int i = 0; i < graph.getOutputCount(); i++) {
            String value = now(graph.getOutput(i).getName());
            copy.setOutput(i, graph.getOutput(i).toBuilder().setName(value));
        }
        return copy.build();
    }
}
