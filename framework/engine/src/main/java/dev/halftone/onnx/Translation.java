package dev.halftone.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Nodes of a file, one after the other, as nodes of the operator set that is used here. */
final class Translation {
    private final int version;
    private final TensorReader reader;
    private final Paths paths = new Paths();
    private final Map<String, Tensor> constants = new LinkedHashMap<>();
    private final Map<String, List<Long>> shapes = new HashMap<>();
    private final Map<String, ElementType> types = new HashMap<>();
    private final Containers containers = new Containers();
    private List<Node> nodes = new ArrayList<>();
    private int fresh;

    Translation(int version, TensorReader reader) {
        this.version = version;
        this.reader = reader;
    }

    int version() {
        return version;
    }

    List<Node> nodes() {
        return nodes;
    }

    /** What is known of values that are no tensors. */
    Containers containers() {
        return containers;
    }

    /** Tensors whose elements are in the file, by value name. */
    Map<String, Tensor> constants() {
        return constants;
    }

    void constant(Tensor tensor) {
        if (constants.put(tensor.name(), tensor) != null) {
            throw BadModel.broken("value '%s' is made twice".formatted(tensor.name()));
        }
    }

    void shape(String value, List<Long> shape) {
        shapes.put(value, shape);
    }

    /** The shape that the file says a value has, -1 for what is open. */
    Optional<List<Long>> shape(String value) {
        return known(value)
                .map(Tensor::dimensions)
                .or(() -> Optional.ofNullable(shapes.get(value)));
    }

    void type(String value, ElementType type) {
        types.put(value, type);
    }

    /** The element type that the file says a value has. */
    Optional<ElementType> type(String value) {
        return Optional.ofNullable(types.get(value));
    }

    Optional<Tensor> known(String value) {
        return Optional.ofNullable(constants.get(value));
    }

    boolean isConstant(String value) {
        return constants.containsKey(value);
    }

    /** Writes numbers into the graph. */
    String constant(String wish, Object value) {
        String name = wish + "#" + fresh++;
        constant(value instanceof Tensor tensor ? tensor.named(name) : Numerals.of(name, value));
        return name;
    }

    /** A name that no node of the file has. */
    String unique(String wish) {
        return paths.unique(wish);
    }

    /** Takes a node of the file in. */
    void add(NodeProto proto) {
        String name = paths.unique(nameOf(proto));
        String domain = proto.getDomain();
        boolean codes = domain.equals(QOperators.DOMAIN) && QOperators.isKnown(proto.getOpType());
        if (!Opset.isOnnx(domain) && !codes) {
            String op = domain + "." + proto.getOpType();
            throw Unsupported.operator(op, name, version);
        }
        if (Bodies.OPERATORS.contains(proto.getOpType())) {
            new Bodies(this, reader).add(proto, name);
            return;
        }
        Map<String, Object> attributes = AttributeReader.of(proto, name, reader, version);
        List<String> outputs = proto.getOutputList();
        if (outputs.isEmpty()) {
            throw BadModel.broken("node '%s' makes nothing".formatted(name));
        }
        if (proto.getOpType().equals("Constant")) {
            constantNode(name, outputs.get(0), attributes);
            return;
        }
        List<String> inputs = proto.getInputList();
        boolean reads = !inputs.isEmpty() && !inputs.get(0).isEmpty();
        if (!reads) {
            Arity.require(proto.getOpType(), name, inputs);
        }
        Draft draft = new Draft(this, name, proto.getOpType(), inputs, outputs, attributes);
        if (!Rules.replaces(draft)) {
            nodes.add(node(draft));
        }
    }

    /** Takes a node in as it is. */
    void add(Node node) {
        nodes.add(node);
    }

    /** The nodes that are taken in meanwhile; they are not among the others. */
    List<Node> apart(Runnable adding) {
        List<Node> before = nodes;
        nodes = new ArrayList<>();
        adding.run();
        List<Node> inner = nodes;
        nodes = before;
        return inner;
    }

    private static String nameOf(NodeProto proto) {
        if (!proto.getName().isEmpty()) {
            return proto.getName();
        }
        return proto.getOpType() + (proto.getOutputCount() > 0 ? "_" + proto.getOutput(0) : "");
    }

    private void constantNode(String name, String output, Map<String, Object> attributes) {
        if (attributes.size() != 1) {
            throw BadModel.broken("node '%s' holds %d values".formatted(name, attributes.size()));
        }
        Object value = attributes.values().iterator().next();
        if (value instanceof String || value instanceof List<?> list && isText(list)) {
            throw BadModel.unsupported("node '%s' holds text".formatted(name));
        }
        if (attributes.containsKey("value_floats") && value instanceof List<?> list) {
            constant(Numerals.reals(output, list));
        } else {
            constant(constants.remove(constant(output, value)).named(output));
        }
    }

    private static boolean isText(List<?> list) {
        return !list.isEmpty() && list.get(0) instanceof String;
    }

    private Node node(Draft draft) {
        Arity.require(draft.op(), draft.name(), draft.inputs());
        Attributes attributes = draft.attributes();
        List<String> inputs = draft.inputs();
        int used = inputs.size();
        while (used > 0 && inputs.get(used - 1).isEmpty()) {
            used--;
        }
        boolean weighted = draft.input(1).length() > 0 && isConstant(draft.input(1));
        String path = Paths.of(draft.name(), weighted ? draft.input(1) : "");
        return new Node(
                draft.name(),
                path,
                draft.op(),
                inputs.subList(0, used),
                draft.outputs(),
                attributes,
                Map.of());
    }

    /** Writes one more node in place of a draft. */
    void add(
            Draft of,
            String op,
            List<String> inputs,
            List<String> outputs,
            Map<String, Object> attributes) {
        String name = paths.unique(of.name() + "/" + op);
        String path = Paths.of(of.name(), "");
        Attributes plain = new Attributes(attributes);
        nodes.add(new Node(name, path, op, inputs, outputs, plain, Map.of()));
    }

    /** The same with a new value as its output. */
    String made(Draft of, String op, List<String> inputs, Map<String, Object> attributes) {
        String output = of.name() + "/" + op + "#" + fresh++;
        add(of, op, inputs, Collections.singletonList(output), attributes);
        return output;
    }

    /** The same with several new values as its outputs. */
    List<String> several(
            Draft of, String op, List<String> inputs, int count, Map<String, Object> attributes) {
        List<String> outputs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            outputs.add(of.name() + "/" + op + "#" + fresh++);
        }
        add(of, op, inputs, outputs, attributes);
        return outputs;
    }
}
