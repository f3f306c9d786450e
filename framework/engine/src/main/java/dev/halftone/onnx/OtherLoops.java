package dev.halftone.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.List;

/** Writes SequenceMap as a Loop, and Scan as it was before opset 9 as two of today's. */
final class OtherLoops {
    private OtherLoops() {}

    /** Whether a node is a Scan of opset 8, without the attributes that came later. */
    static boolean isOldScan(NodeProto node, int version) {
        return node.getOpType().equals("Scan")
                && version < 9
                && node.getAttributeList().stream()
                        .noneMatch(a -> a.getName().equals("scan_input_axes"));
    }

    /**
     * Over the batch, then along the sequence. How long each sequence is cannot be told apart.
     *
     * @param name of the node
     */
    static NodeProto scan(NodeProto node, String name) {
        if (node.getInputCount() < 2 || !node.getInput(0).isEmpty()) {
            throw BadModel.unsupported(
                    "node '%s' (Scan of opset 8) is told how long each sequence is"
                            .formatted(name));
        }
        int given = node.getInputCount() - 1;
        NodeProto.Builder inner = node.toBuilder().clearInput().clearOutput().clearAttribute();
        GraphProto.Builder batch = GraphProto.newBuilder();
        NodeProto.Builder outer = node.toBuilder().clearInput().clearAttribute();
        for (int i = 0; i < given; i++) {
            inner.addInput("halftone.in" + i);
            batch.addInput(Messages.value("halftone.in" + i));
            outer.addInput(node.getInput(i + 1));
        }
        for (int i = 0; i < node.getOutputCount(); i++) {
            inner.addOutput("halftone.out" + i);
            batch.addOutput(Messages.value("halftone.out" + i));
        }
        long slices = 1;
        for (AttributeProto attribute : node.getAttributeList()) {
            boolean directions = attribute.getName().equals("directions");
            String now = directions ? "scan_input_directions" : attribute.getName();
            inner.addAttribute(attribute.toBuilder().setName(now));
            slices = attribute.getName().equals("num_scan_inputs") ? attribute.getI() : slices;
        }
        inner.addAttribute(zeros(slices));
        return outer.addAttribute(Messages.graph("body", batch.addNode(inner).build()))
                .addAttribute(Messages.number("num_scan_inputs", given))
                .addAttribute(zeros(given))
                .build();
    }

    private static AttributeProto zeros(long count) {
        AttributeProto.Builder axes =
                AttributeProto.newBuilder()
                        .setName("scan_input_axes")
                        .setType(AttributeProto.AttributeType.INTS);
        for (long i = 0; i < Math.min(count, 1 << 10); i++) {
            axes.addInts(0);
        }
        return axes.build();
    }

    /** As the operator's definition has it: the graph once for each element. */
    static List<NodeProto> map(NodeProto node, String name, Containers containers) {
        GraphProto inner = Bodies.graph(node, name, "body");
        if (inner.getInputCount() != node.getInputCount()
                || inner.getOutputCount() < node.getOutputCount()
                || node.getInputCount() == 0) {
            throw BadModel.broken(
                    "node '%s' (SequenceMap) does not take or give what its 'body' does"
                            .formatted(name));
        }
        List<NodeProto> nodes = new ArrayList<>();
        String scope = name + "/";
        nodes.add(node("SequenceLength", List.of(node.getInput(0)), scope + "length"));
        NodeProto.Builder loop =
                NodeProto.newBuilder()
                        .setOpType("Loop")
                        .setName(name)
                        .addInput(scope + "length")
                        .addInput("");
        GraphProto.Builder body =
                GraphProto.newBuilder().addAllInitializer(inner.getInitializerList());
        body.addInput(Messages.value("halftone.turn")).addInput(Messages.value("halftone.on"));
        for (int i = 0; i < node.getInputCount(); i++) {
            boolean each = containers.isSequence(node.getInput(i));
            List<String> read =
                    each ? List.of(node.getInput(i), "halftone.turn") : List.of(node.getInput(i));
            String element = inner.getInput(i).getName();
            body.addNode(node(each ? "SequenceAt" : "Identity", read, element));
        }
        body.addAllNode(inner.getNodeList());
        body.addNode(node("Identity", List.of("halftone.on"), "halftone.more"));
        body.addOutput(Messages.value("halftone.more"));
        for (int i = 0; i < node.getOutputCount(); i++) {
            nodes.add(empty(inner.getOutput(i), scope + "empty" + i));
            loop.addInput(scope + "empty" + i).addOutput(node.getOutput(i));
            body.addInput(sequence("halftone.before" + i));
            List<String> read = List.of("halftone.before" + i, inner.getOutput(i).getName());
            body.addNode(node("SequenceInsert", read, "halftone.after" + i));
            body.addOutput(Messages.value("halftone.after" + i));
        }
        nodes.add(loop.addAttribute(Messages.graph("body", body.build())).build());
        return nodes;
    }

    /** No tensors, of the type of those that a graph gives. */
    private static NodeProto empty(ValueInfoProto output, String name) {
        int type = output.getType().getTensorType().getElemType();
        NodeProto.Builder empty = node("SequenceEmpty", List.of(), name).toBuilder();
        return type == 0
                ? empty.build()
                : empty.addAttribute(Messages.number("dtype", type)).build();
    }

    private static NodeProto node(String op, List<String> inputs, String output) {
        return NodeProto.newBuilder()
                .setOpType(op)
                .setName(output)
                .addAllInput(inputs)
                .addOutput(output)
                .build();
    }

    private static ValueInfoProto sequence(String name) {
        ValueInfoProto.Builder info = Messages.value(name).toBuilder();
        info.getTypeBuilder().getSequenceTypeBuilder();
        return info.build();
    }
}
