package dev.halftone.onnx;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes If, Loop and Scan. Here a node reads all that its graphs read around it; in a file the
 * graphs read that themselves, by its name. Types of what a graph takes and gives are left out, as
 * the format has it for graphs within nodes: they follow from the node.
 */
final class BodyWriter {
    private final Node node;
    private final ValueFacts facts;
    private final int operands;

    private BodyWriter(Node node, ValueFacts facts) {
        this.node = node;
        this.facts = facts;
        operands = Flows.operands(node);
    }

    static boolean writes(Node node) {
        return Bodies.OPERATORS.contains(node.op());
    }

    static NodeProto write(Node node, ValueFacts facts) {
        return new BodyWriter(node, facts).written();
    }

    private NodeProto written() {
        NodeProto.Builder proto =
                NodeProto.newBuilder()
                        .setName(NodeWriter.name(node))
                        .setOpType(node.op())
                        .addAllInput(node.inputs().subList(0, operands))
                        .addAllOutput(node.outputs());
        node.attributes()
                .values()
                .forEach(
                        (name, value) -> {
                            if (value instanceof Graph graph) {
                                proto.addAttribute(Messages.graph(name, graph(name, graph)));
                            } else if (!Flows.isOwn(name)) {
                                proto.addAttribute(NodeWriter.attribute(node, name, value));
                            }
                        });
        return proto.build();
    }

    private GraphProto graph(String attribute, Graph graph) {
        int formal = Flows.formal(node);
        Map<String, String> names = new HashMap<>();
        for (int i = formal; i < graph.inputs().size(); i++) {
            names.put(graph.inputs().get(i).name(), node.input(operands + i - formal));
        }
        GraphProto.Builder proto = GraphProto.newBuilder().setName(node.name() + "/" + attribute);
        for (int i = 0; i < formal; i++) {
            proto.addInput(input(graph.inputs().get(i).name(), i));
        }
        Set<String> made = new HashSet<>();
        for (Node inner : graph.nodes()) {
            List<String> read = inner.inputs().stream().map(v -> names.getOrDefault(v, v)).toList();
            proto.addAllNode(NodeWriter.write(inner.withInputs(read), facts));
            made.addAll(inner.outputs());
        }
        for (String output : graph.outputs()) {
            String value = names.getOrDefault(output, output);
            if (!made.remove(output)) {
                value = copy(proto, value);
            }
            proto.addOutput(output(value, facts.type(output), proto.getOutputCount()));
        }
        return proto.build();
    }

    /** A graph gives what it makes, each once. */
    private String copy(GraphProto.Builder proto, String value) {
        String name = proto.getName() + "/output" + proto.getOutputCount();
        proto.addNode(
                NodeProto.newBuilder()
                        .setName(name)
                        .setOpType("Identity")
                        .addInput(value)
                        .addOutput(name));
        return name;
    }

    /** ONNX Runtime wants to know of those that the operator makes that they are one number. */
    private ValueInfoProto input(String name, int index) {
        ValueInfoProto.Builder info = Messages.value(name).toBuilder();
        Flows.given(node, index)
                .ifPresent(
                        type ->
                                info.getTypeBuilder()
                                        .getTensorTypeBuilder()
                                        .setElemType(ElementType.number(type))
                                        .getShapeBuilder());
        return info.build();
    }

    /** Of Scan, ONNX Runtime wants to know how many dimensions there are. */
    private ValueInfoProto output(String name, DataType type, int index) {
        Optional<Long> rank = Flows.rank(node, index);
        if (rank.isEmpty()) {
            return Messages.value(name);
        }
        ValueInfoProto.Builder info = Messages.value(name).toBuilder();
        TypeProto.Tensor.Builder tensor = info.getTypeBuilder().getTensorTypeBuilder();
        tensor.setElemType(ElementType.number(type));
        for (long i = 0; i < rank.get(); i++) {
            tensor.getShapeBuilder().addDimBuilder();
        }
        return info.build();
    }
}
