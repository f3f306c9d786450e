package dev.halftone.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What an ONNX file holds, to be shown; also one with operators that the engine does not know.
 *
 * @param name of the network
 * @param producer what wrote it, with its version; may be empty
 * @param opset version of the operators
 * @param inputs what a caller gives
 * @param outputs what a caller gets
 * @param tensors how many tensors of weights there are
 * @param parameters their elements
 * @param bytes that they take in the file
 * @param operators how often each is used
 * @param unsupported those that the engine does not know, with the nearest that it knows
 * @param model the network, if the engine knows all of its operators
 */
public record OnnxFile(
        String name,
        String producer,
        int opset,
        List<Edge> inputs,
        List<Edge> outputs,
        int tensors,
        long parameters,
        long bytes,
        SortedMap<String, Integer> operators,
        Map<String, Optional<String>> unsupported,
        Optional<OnnxModel> model) {

    /**
     * An input or output.
     *
     * @param type of its elements, in words
     * @param shape {@code batch x 3 x 224 x 224}, as far as the file says it
     */
    public record Edge(String name, String type, String shape) {}

    static OnnxFile of(ModelProto proto, Optional<OnnxModel> model) {
        GraphProto graph = proto.getGraph();
        List<TensorProto> tensors = graph.getInitializerList();
        Set<String> held = tensors.stream().map(TensorProto::getName).collect(Collectors.toSet());
        List<ValueInfoProto> inputs =
                graph.getInputList().stream().filter(i -> !held.contains(i.getName())).toList();
        SortedMap<String, Integer> operators = operators(proto);
        Map<String, Optional<String>> unsupported = new TreeMap<>();
        for (String op : operators.keySet()) {
            if (!isKnown(op)) {
                unsupported.put(op, Unsupported.nearest(op));
            }
        }
        return new OnnxFile(
                graph.getName(),
                (proto.getProducerName() + " " + proto.getProducerVersion()).strip(),
                Opset.of(proto),
                inputs.stream().map(OnnxFile::edge).toList(),
                graph.getOutputList().stream().map(OnnxFile::edge).toList(),
                tensors.size(),
                tensors.stream().mapToLong(OnnxFile::elements).sum(),
                tensors.stream().mapToLong(OnnxFile::bytes).sum(),
                operators,
                unsupported,
                model);
    }

    private static boolean isKnown(String op) {
        String codes = QOperators.DOMAIN + ".";
        return op.equals("Constant")
                || KnownOperators.all().containsKey(op)
                || op.startsWith(codes) && QOperators.isKnown(op.substring(codes.length()));
    }

    private static SortedMap<String, Integer> operators(ModelProto proto) {
        SortedMap<String, Integer> operators = new TreeMap<>();
        for (NodeProto node : Inlining.of(proto)) {
            boolean onnx = Opset.isOnnx(node.getDomain());
            String op = onnx ? node.getOpType() : node.getDomain() + "." + node.getOpType();
            operators.merge(op, 1, Integer::sum);
        }
        return operators;
    }

    private static long elements(TensorProto tensor) {
        return tensor.getDimsList().stream().reduce(1L, (a, b) -> a * b);
    }

    private static long bytes(TensorProto tensor) {
        return ElementType.of(tensor.getDataType())
                .map(type -> type.bytes(elements(tensor)))
                .orElse(0L);
    }

    private static Edge edge(ValueInfoProto info) {
        if (info.getType().hasSequenceType()) {
            TypeProto of = info.getType().getSequenceType().getElemType();
            Edge each = edge(info.toBuilder().setType(of).build());
            return new Edge(each.name(), "sequence of " + each.type(), each.shape());
        }
        TypeProto.Tensor type = info.getType().getTensorType();
        String element =
                ElementType.of(type.getElemType()).map(ElementType::word).orElse("unknown type");
        return new Edge(info.getName(), element, shape(type));
    }

    private static String shape(TypeProto.Tensor type) {
        if (!type.hasShape()) {
            return "unknown shape";
        }
        List<String> dimensions = new ArrayList<>();
        for (TensorShapeProto.Dimension d : type.getShape().getDimList()) {
            String open = d.getDimParam().isEmpty() ? "?" : d.getDimParam();
            dimensions.add(d.hasDimValue() ? String.valueOf(d.getDimValue()) : open);
        }
        return dimensions.isEmpty() ? "one number" : String.join(" x ", dimensions);
    }
}
