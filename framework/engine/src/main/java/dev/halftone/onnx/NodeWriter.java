package dev.halftone.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.ByteString;
import dev.halftone.graph.Node;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.util.List;
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

    static NodeProto write(Node node) {
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
                            if (!YoungAttributes.isUsual(node, name)) {
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

    /** As PyTorch's exporter writes names, so that reading gives the module path back. */
    private static String name(Node node) {
        boolean inside = !node.path().isEmpty() && node.name().startsWith(node.path() + "/");
        return inside ? "/" + node.name() : node.name();
    }

    private static AttributeProto attribute(Node node, String name, Object value) {
        AttributeProto.Builder proto = AttributeProto.newBuilder().setName(name);
        if (node.op().equals("Cast") && name.equals("to")) {
            return number(proto, carried((Long) value)).build();
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

    /** Narrow floats are computed in float32 here: the type that carries an element type. */
    private static long carried(long type) {
        return ElementType.of((int) type)
                .flatMap(known -> ElementType.of(known.carrier()))
                .map(known -> (long) known.number())
                .orElse(type);
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
