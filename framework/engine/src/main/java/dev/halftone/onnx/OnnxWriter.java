package dev.halftone.onnx;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.halftone.compile.Bound;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes a graph and its weights as an ONNX model: operator set 21, or the first one that has all
 * of its operators and attributes. Open dimensions stay open.
 */
public final class OnnxWriter {
    private static final int OPSET = 21;

    /** A protobuf message holds less than 2 GB; larger weights go to a file beside the model. */
    private static final long MOST_INSIDE = 1_900_000_000L;

    private final Bound bound;
    private final ValueFacts facts;
    private final Map<String, String> metadata;

    private OnnxWriter(Bound given, Map<String, String> metadata) {
        bound = given.with(given.graph().inlined());
        this.metadata = new TreeMap<>(metadata);
        facts = ValueFacts.of(bound);
    }

    /**
     * Writes a file, whole or not at all. Weights of 1.9 GB and more go to {@code FILE.data} beside
     * it.
     *
     * @param metadata what the file says about itself
     */
    public static void write(Path file, Bound bound, Map<String, String> metadata) {
        write(file, bound, metadata, MOST_INSIDE);
    }

    static void write(Path file, Bound bound, Map<String, String> metadata, long mostInside) {
        OnnxWriter writer = new OnnxWriter(bound, metadata);
        Optional<String> beside =
                size(bound) < mostInside
                        ? Optional.empty()
                        : Optional.of(file.getFileName() + ".data");
        TensorWriter tensors = new TensorWriter(bound, beside);
        ModelProto model = writer.model(tensors);
        Storing.write(file, model, tensors);
    }

    /** The model's content, if its weights fit inside. */
    public static Optional<byte[]> content(Bound bound) {
        if (size(bound) >= MOST_INSIDE) {
            return Optional.empty();
        }
        TensorWriter tensors = new TensorWriter(bound, Optional.empty());
        return Optional.of(new OnnxWriter(bound, Map.of()).model(tensors).toByteArray());
    }

    private static long size(Bound bound) {
        return bound.graph().parameters().values().stream()
                .mapToLong(spec -> spec.shape().size() * spec.type().getNumOfBytes())
                .sum();
    }

    private ModelProto model(TensorWriter tensors) {
        int opset = opset(bound.graph());
        ModelProto.Builder model =
                ModelProto.newBuilder()
                        .setIrVersion(format(opset))
                        .setProducerName("halftone")
                        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
                        .setGraph(graph(tensors));
        metadata.forEach(
                (key, value) ->
                        model.addMetadataProps(
                                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
        return model.build();
    }

    private static int opset(Graph graph) {
        return graph.nodes().stream().mapToInt(OnnxWriter::since).reduce(OPSET, Math::max);
    }

    private static int since(Node node) {
        int own = Math.max(KnownOperators.since(node.op()), YoungAttributes.since(node));
        own = Math.max(own, Narrow.since(node));
        return node.attributes().graphs().stream()
                .mapToInt(OnnxWriter::opset)
                .reduce(own, Math::max);
    }

    /** The oldest version of the file format that has an operator set. */
    private static int format(int opset) {
        return opset < 23 ? 10 : opset == 23 ? 11 : opset == 24 ? 12 : opset < 28 ? 13 : 14;
    }

    private GraphProto graph(TensorWriter tensors) {
        Graph graph = bound.graph();
        String name = graph.name().isEmpty() ? "halftone" : graph.name();
        GraphProto.Builder proto = GraphProto.newBuilder().setName(name);
        graph.inputs().forEach(input -> proto.addInput(info(input)));
        graph.parameters().values().forEach(spec -> proto.addInitializer(tensors.of(spec)));
        graph.nodes().forEach(node -> proto.addAllNode(NodeWriter.write(node, facts)));
        outputs(graph, proto);
        return proto.build();
    }

    /** What is given twice, or is an input or a parameter, is given as a copy. */
    private void outputs(Graph graph, GraphProto.Builder proto) {
        Set<String> made = new HashSet<>();
        graph.nodes().stream().map(Node::outputs).forEach(made::addAll);
        for (String output : graph.outputs()) {
            String name = output;
            if (!made.remove(output)) {
                name = output + "/output" + proto.getOutputCount();
                proto.addNode(
                        NodeProto.newBuilder()
                                .setName(name)
                                .setOpType("Identity")
                                .addInput(output)
                                .addOutput(name));
            }
            proto.addOutput(info(name, facts.type(output), facts.shape(output)));
        }
    }

    private static ValueInfoProto info(TensorSpec spec) {
        List<Long> shape = Arrays.stream(spec.shape().getShape()).boxed().toList();
        return info(spec.name(), spec.type(), Optional.of(shape));
    }

    private static ValueInfoProto info(String name, DataType type, Optional<List<Long>> shape) {
        TypeProto.Tensor.Builder tensor =
                TypeProto.Tensor.newBuilder().setElemType(ElementType.number(type));
        shape.ifPresent(dimensions -> tensor.setShape(shape(name, dimensions)));
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    /** The first open dimension is the batch, the same everywhere. */
    private static TensorShapeProto shape(String name, List<Long> dimensions) {
        TensorShapeProto.Builder proto = TensorShapeProto.newBuilder();
        for (int i = 0; i < dimensions.size(); i++) {
            long dimension = dimensions.get(i);
            TensorShapeProto.Dimension.Builder one = TensorShapeProto.Dimension.newBuilder();
            if (dimension >= 0) {
                one.setDimValue(dimension);
            } else {
                one.setDimParam(i == 0 ? "batch" : name + "_" + i);
            }
            proto.addDim(one);
        }
        return proto.build();
    }
}
