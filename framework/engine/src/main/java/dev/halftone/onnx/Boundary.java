package dev.halftone.onnx;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a model takes and gives, as tensors. A sequence is as many as it has elements, an optional
 * value is one or none; how many there are is known of test cases, and of outputs that the file
 * decides.
 */
final class Boundary {
    /** Of an optional value: it is not there. */
    static final int ABSENT = -1;

    private final GraphProto graph;
    private final Translation translation;
    private final Map<String, Integer> counts;

    /**
     * @param counts how many tensors each input and output holds that is no tensor itself, as far
     *     as that is known
     */
    Boundary(GraphProto graph, Translation translation, Map<String, Integer> counts) {
        this.graph = graph;
        this.translation = translation;
        this.counts = counts;
    }

    /** Whether values of a type are sequences, if they are there. */
    static boolean isSequence(TypeProto type) {
        return held(type).hasSequenceType();
    }

    private static TypeProto held(TypeProto type) {
        return type.hasOptionalType() ? type.getOptionalType().getElemType() : type;
    }

    /** The inputs; what the file says of them goes to the translation. */
    List<TensorSpec> inputs() {
        List<TensorSpec> inputs = new ArrayList<>();
        for (ValueInfoProto info : graph.getInputList()) {
            if (!translation.isConstant(info.getName())) {
                add(info, inputs);
            }
        }
        return inputs;
    }

    private void add(ValueInfoProto info, List<TensorSpec> inputs) {
        String name = info.getName();
        TypeProto type = held(info.getType());
        boolean known = counts.containsKey(name);
        if (type.hasTensorType() && (known || !info.getType().hasOptionalType())) {
            if (known && counts.get(name) == ABSENT) {
                translation.containers().absent(name);
            } else {
                inputs.add(tensor(name, type.getTensorType()));
                described(name, type);
            }
        } else if (type.hasSequenceType()
                && type.getSequenceType().getElemType().hasTensorType()
                && known) {
            sequence(name, type.getSequenceType().getElemType().getTensorType(), inputs);
        } else {
            throw BadModel.unsupported("input '%s' is no tensor".formatted(name));
        }
    }

    private void sequence(String name, TypeProto.Tensor type, List<TensorSpec> inputs) {
        if (counts.get(name) == ABSENT) {
            translation.containers().absent(name);
            return;
        }
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < counts.get(name); i++) {
            elements.add(name + "/" + i);
            inputs.add(new TensorSpec(name + "/" + i, carrier(name, type), new Shape()));
        }
        translation.containers().sequence(name, elements);
        add(elements.isEmpty() ? "SequenceEmpty" : "SequenceConstruct", elements, name);
    }

    private void add(String op, List<String> inputs, String output) {
        translation.add(
                new Node(
                        translation.unique(output),
                        "",
                        op,
                        inputs,
                        List.of(output),
                        Attributes.NONE,
                        Map.of()));
    }

    private static TensorSpec tensor(String name, TypeProto.Tensor type) {
        long[] dimensions =
                type.getShape().getDimList().stream().mapToLong(Boundary::dimension).toArray();
        return new TensorSpec(name, carrier(name, type), new Shape(dimensions));
    }

    private static DataType carrier(String name, TypeProto.Tensor type) {
        return ElementType.of(type.getElemType())
                .map(ElementType::carrier)
                .orElseThrow(() -> BadModel.elements("input '" + name + "'", type.getElemType()));
    }

    private static long dimension(TensorShapeProto.Dimension dimension) {
        return dimension.hasDimValue() && dimension.getDimValue() >= 0
                ? dimension.getDimValue()
                : -1;
    }

    /** Takes down what the file says of values in between. */
    void describe() {
        graph.getValueInfoList().forEach(info -> described(info.getName(), info.getType()));
    }

    private void described(String value, TypeProto type) {
        ElementType.of(type.getTensorType().getElemType())
                .ifPresent(element -> translation.type(value, element));
        if (type.hasTensorType() && type.getTensorType().hasShape()) {
            List<Long> shape =
                    type.getTensorType().getShape().getDimList().stream()
                            .map(Boundary::dimension)
                            .toList();
            translation.shape(value, shape);
        }
    }

    /**
     * The outputs. Of a sequence whose number of elements is known beforehand, the number found
     * comes first.
     */
    List<String> outputs() {
        List<String> outputs = new ArrayList<>();
        for (ValueInfoProto info : graph.getOutputList()) {
            add(info.getName(), outputs);
        }
        if (outputs.isEmpty()) {
            throw BadModel.broken("the model gives nothing");
        }
        return outputs;
    }

    private void add(String name, List<String> outputs) {
        Containers containers = translation.containers();
        if (!containers.isSequence(name)) {
            if (!containers.isAbsent(name)) {
                outputs.add(name);
            }
        } else if (counts.containsKey(name)) {
            add("SequenceLength", List.of(name), name + "/length");
            outputs.add(name + "/length");
            for (int i = 0; i < counts.get(name); i++) {
                String at = translation.constant(name + "/at", (long) i);
                add("SequenceAt", List.of(name, at), name + "/at" + i);
                outputs.add(name + "/at" + i);
            }
        } else {
            outputs.addAll(
                    containers
                            .elements(name)
                            .orElseThrow(
                                    () ->
                                            BadModel.unsupported(
                                                    "output '%s' is a sequence, and only the run tells how many tensors it has"
                                                            .formatted(name))));
        }
    }
}
