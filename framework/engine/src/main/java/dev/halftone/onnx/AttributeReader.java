package dev.halftone.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.halftone.operator.Operators;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The attributes of a node of a file: numbers, text, lists of these, tensors. */
final class AttributeReader {
    private AttributeReader() {}

    /**
     * @param name of the node
     * @param version of the operator set
     */
    static Map<String, Object> of(NodeProto node, String name, TensorReader reader, int version) {
        Map<String, Object> attributes = new TreeMap<>();
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.getType() != AttributeProto.AttributeType.TYPE_PROTO) {
                attributes.put(
                        attribute.getName(),
                        value(attribute, name, node.getOpType(), reader, version));
            }
        }
        return attributes;
    }

    private static Object value(
            AttributeProto attribute, String node, String op, TensorReader reader, int version) {
        return switch (attribute.getType()) {
            case FLOAT -> (double) attribute.getF();
            case INT -> attribute.getI();
            case STRING -> attribute.getS().toStringUtf8();
            case TENSOR -> reader.read(attribute.getT());
            case FLOATS -> attribute.getFloatsList().stream().map(f -> (double) f).toList();
            case INTS -> List.copyOf(attribute.getIntsList());
            case STRINGS -> attribute.getStringsList().stream().map(s -> s.toStringUtf8()).toList();
            case GRAPH, GRAPHS ->
                    throw Operators.find(op).isEmpty()
                            ? Unsupported.operator(op, node, version)
                            : BadModel.broken("node '%s' (%s) holds a graph".formatted(node, op));
            default ->
                    throw BadModel.unsupported(
                            "attribute '%s' of node '%s' is of an unknown kind"
                                    .formatted(attribute.getName(), node));
        };
    }
}
