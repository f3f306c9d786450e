package dev.halftone.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.ByteString;
import dev.halftone.graph.Node;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes one node as ONNX has it. */
final class NodeWriter {
    /** Attributes that are real numbers even where a graph says them as whole ones. */
    private static final Set<String> REAL =
            Set.of(
                    "alpha",
                    "beta",
                    "gamma",
                    "epsilon",
                    "bias",
                    "lambd",
                    "momentum",
                    "value_float",
                    "cubic_coeff_a",
                    "extrapolation_value",
                    "spatial_scale");

    private NodeWriter() {}

    /** A node; a Cast to a type that another one carries here becomes a Cast there and back. */
    static List<NodeProto> write(Node node, ValueFacts facts) {
        Optional<ElementType> narrow = Narrow.target(node);
        if (narrow.isEmpty()) {
            return List.of(one(node, facts));
        }
        String between = node.output() + "/" + narrow.get().word();
        NodeProto there = one(node, facts).toBuilder().setOutput(0, between).build();
        long carrier = ElementType.number(narrow.get().carrier());
        NodeProto back =
                NodeProto.newBuilder()
                        .setName(name(node) + "/carried")
                        .setOpType("Cast")
                        .addInput(between)
                        .addOutput(node.output())
                        .addAttribute(Messages.number("to", carrier))
                        .build();
        return List.of(there, back);
    }

    private static NodeProto one(Node node, ValueFacts facts) {
        if (node.op().equals("halftone.StraightThrough")) {
            return NodeProto.newBuilder()
                    .setName(name(node))
                    .setOpType("Identity")
                    .addInput(node.input(0))
                    .addAllOutput(node.outputs())
                    .build();
        }
        if (node.op().startsWith("halftone.")) {
            throw unsupported(
                    node, "has the operator '%s', which ONNX does not have".formatted(node.op()));
        }
        requireCodes(node, facts);
        if (BodyWriter.writes(node)) {
            return BodyWriter.write(node, facts);
        }
        NodeProto.Builder proto =
                NodeProto.newBuilder()
                        .setName(name(node))
                        .setOpType(node.op())
                        .addAllInput(node.inputs())
                        .addAllOutput(node.outputs());
        node.attributes()
                .values()
                .forEach(
                        (name, value) -> {
                            if (!isOwn(node, name) && !YoungAttributes.isUsual(node, name)) {
                                proto.addAttribute(attribute(node, name, value));
                            }
                        });
        if (node.op().equals("Split")
                && node.input(1).isEmpty()
                && !node.attributes().has("num_outputs")) {
            proto.addAttribute(attribute(node, "num_outputs", (long) node.outputs().size()));
        }
        return proto.build();
    }

    /** Codes that another type carries here have no type of their own to be written with. */
    private static void requireCodes(Node node, ValueFacts facts) {
        long zero = node.input(2).isEmpty() ? 0 : ElementType.number(facts.type(node.input(2)));
        long codes = node.attributes().integer("output_dtype", 0);
        boolean quantizes = node.op().equals("QuantizeLinear") && codes != 0 && zero != 0;
        boolean reads = node.op().equals("DequantizeLinear");
        if (quantizes && zero != codes || reads && facts.type(node.input(0)).isFloating()) {
            throw unsupported(
                    node,
                    "is on codes of %s, which only a plan can have in a written file"
                            .formatted(
                                    ElementType.of((int) codes)
                                            .map(ElementType::word)
                                            .orElse("8 bits or less that are floats")));
        }
    }

    /**
     * What an operator is told here and in no file. A zero point says the type of the codes; ONNX
     * Runtime 1.28 forgets the attribute where it makes unsigned codes of signed ones.
     */
    private static boolean isOwn(Node node, String attribute) {
        boolean said = node.op().equals("QuantizeLinear") && !node.input(2).isEmpty();
        boolean neverSaturates = node.op().equals("Cast") && !Narrow.saturates(node);
        return node.op().equals("BitCast") && attribute.equals("from")
                || said && attribute.equals("output_dtype")
                || neverSaturates && attribute.equals("saturate");
    }

    /** As PyTorch's exporter writes names, so that reading gives the module path back. */
    static String name(Node node) {
        boolean inside = !node.path().isEmpty() && node.name().startsWith(node.path() + "/");
        return inside ? "/" + node.name() : node.name();
    }

    static AttributeProto attribute(Node node, String name, Object value) {
        AttributeProto.Builder proto = AttributeProto.newBuilder().setName(name);
        if (node.op().equals("Cast") && name.equals("to")) {
            return number(proto, Narrow.written((Long) value)).build();
        }
        if (value instanceof Long number && REAL.contains(name)) {
            return real(proto, number.doubleValue()).build();
        }
        if (value instanceof Long number) {
            return number(proto, number).build();
        }
        if (value instanceof Double number) {
            return real(proto, number).build();
        }
        if (value instanceof String text) {
            return proto.setType(AttributeProto.AttributeType.STRING)
                    .setS(ByteString.copyFromUtf8(text))
                    .build();
        }
        if (value instanceof List<?> list) {
            return list(proto, list, name).build();
        }
        throw unsupported(node, "has the attribute '%s', which holds a graph".formatted(name));
    }

    private static AttributeProto.Builder number(AttributeProto.Builder proto, long value) {
        return proto.setType(AttributeProto.AttributeType.INT).setI(value);
    }

    private static AttributeProto.Builder real(AttributeProto.Builder proto, double value) {
        return proto.setType(AttributeProto.AttributeType.FLOAT).setF((float) value);
    }

    private static AttributeProto.Builder list(
            AttributeProto.Builder proto, List<?> list, String name) {
        boolean real = list.stream().anyMatch(Double.class::isInstance);
        if (real || list.isEmpty() && name.endsWith("floats")) {
            proto.setType(AttributeProto.AttributeType.FLOATS);
            list.forEach(value -> proto.addFloats(((Number) value).floatValue()));
        } else if (list.stream().allMatch(Long.class::isInstance)) {
            proto.setType(AttributeProto.AttributeType.INTS);
            list.forEach(value -> proto.addInts((Long) value));
        } else {
            proto.setType(AttributeProto.AttributeType.STRINGS);
            list.forEach(value -> proto.addStrings(ByteString.copyFromUtf8((String) value)));
        }
        return proto;
    }

    static ProblemException unsupported(Node node, String why) {
        String message = "node '%s' %s".formatted(node.name(), why);
        return new ProblemException(Problem.of("unsupported-export", message));
    }
}
