package dev.halftone.onnx;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads If, Loop, Scan and SequenceMap. The branch that an If always takes, where the file says
 * which that is, takes its place; the other graphs within stay graphs, and become part of the
 * program.
 */
final class Bodies {
    static final Set<String> OPERATORS = Set.of("If", "Loop", "Scan", "SequenceMap");

    private final Translation translation;
    private final TensorReader reader;

    Bodies(Translation translation, TensorReader reader) {
        this.translation = translation;
        this.reader = reader;
    }

    void add(NodeProto node, String name) {
        if (node.getOutputCount() == 0) {
            throw BadModel.broken("node '%s' makes nothing".formatted(name));
        }
        if (node.getOpType().equals("SequenceMap")) {
            OtherLoops.map(node, name, translation.containers()).forEach(translation::add);
            return;
        }
        Optional<Tensor> condition =
                translation
                        .known(node.getInputCount() > 0 ? node.getInput(0) : "")
                        .filter(tensor -> tensor.shape().size() == 1 && tensor.isTruth());
        if (node.getOpType().equals("If") && condition.isPresent()) {
            String taken = condition.get().whole(0) != 0 ? "then_branch" : "else_branch";
            place(node, name, taken);
        } else {
            boolean old = OtherLoops.isOldScan(node, translation.version());
            write(old ? OtherLoops.scan(node, name) : node, name);
        }
    }

    /** Whether an optional value is there, has to be known while the file is read. */
    private void requireThere(List<String> values, String name, String op) {
        for (String value : values) {
            if (!value.isEmpty() && translation.containers().isAbsent(value)) {
                throw BadModel.unsupported(
                        "node '%s' (%s) moves an optional value that is not there"
                                .formatted(name, op));
            }
        }
    }

    private void place(NodeProto node, String name, String taken) {
        Within.Ends ends = Within.add(graph(node, name, taken), name, translation, reader);
        requireOutputs(node, name, taken, ends.outputs().size());
        for (int i = 0; i < node.getOutputCount(); i++) {
            translation.add(
                    NodeProto.newBuilder()
                            .setOpType("Identity")
                            .setName(name + "/Identity")
                            .addInput(ends.outputs().get(i))
                            .addOutput(node.getOutput(i))
                            .build());
        }
    }

    private void write(NodeProto node, String name) {
        String op = node.getOpType();
        requireThere(node.getInputList(), name, op);
        Map<String, Object> attributes = new TreeMap<>();
        attributes.put(Flows.OPERANDS, (long) node.getInputCount());
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.getType() == AttributeProto.AttributeType.INT) {
                attributes.put(attribute.getName(), attribute.getI());
            } else if (attribute.getType() == AttributeProto.AttributeType.INTS) {
                attributes.put(attribute.getName(), List.copyOf(attribute.getIntsList()));
            }
        }
        List<String> graphs =
                op.equals("If") ? List.of("then_branch", "else_branch") : List.of("body");
        List<Body> bodies = graphs.stream().map(which -> body(node, name, which)).toList();
        Set<String> around = new LinkedHashSet<>();
        bodies.forEach(body -> around.addAll(body.around()));
        for (int i = 0; i < bodies.size(); i++) {
            attributes.put(graphs.get(i), bodies.get(i).graph(around));
        }
        requireOperands(node, name, attributes);
        graphs.forEach(which -> requireOutputs(node, name, attributes, which));
        bodies.forEach(body -> sequences(node, body));
        if (op.equals("Scan")) {
            attributes.put(Flows.RANKS, ranks(graph(node, name, "body")));
        }
        List<String> inputs = new ArrayList<>(node.getInputList());
        inputs.addAll(around);
        String path = Paths.of(name, "");
        translation.add(
                new Node(
                        name,
                        path,
                        op,
                        inputs,
                        node.getOutputList(),
                        new Attributes(attributes),
                        Map.of()));
    }

    /** How many dimensions the file says of what a graph gives, -1 where it does not. */
    private static List<Long> ranks(GraphProto graph) {
        return graph.getOutputList().stream()
                .map(output -> output.getType().getTensorType())
                .map(type -> type.hasShape() ? type.getShape().getDimCount() : -1L)
                .toList();
    }

    /** What a graph gives as a sequence, its node does; a Loop's says first whether it goes on. */
    private void sequences(NodeProto node, Body body) {
        requireThere(body.outputs(), body.name(), node.getOpType());
        if (body.outputs().contains("")) {
            throw BadModel.broken(
                    "the graph '%s' gives a value without a name".formatted(body.name()));
        }
        int first = Flows.first(node.getOpType());
        for (int i = 0; i < node.getOutputCount(); i++) {
            if (translation.containers().isSequence(body.outputs().get(first + i))) {
                translation.containers().sequence(node.getOutput(i));
            }
        }
    }

    /** How many inputs the graphs of a node are called with. */
    private static int formal(NodeProto node) {
        return node.getOpType().equals("If") ? 0 : node.getInputCount();
    }

    private Body body(NodeProto node, String name, String which) {
        String scope = name + "/" + which;
        GraphProto inner = graph(node, name, which);
        List<Within.Ends> ends = new ArrayList<>();
        List<Node> nodes =
                translation.apart(() -> ends.add(Within.add(inner, scope, translation, reader)));
        List<String> given = ends.get(0).inputs();
        if (given.size() != formal(node)) {
            throw BadModel.broken(
                    "node '%s' (%s) calls its '%s' with %d values; it takes %d"
                            .formatted(name, node.getOpType(), which, formal(node), given.size()));
        }
        return new Body(scope, given, nodes, ends.get(0).outputs());
    }

    /** A graph within: the names of what it is called with, and what it does. */
    private record Body(String name, List<String> given, List<Node> nodes, List<String> outputs) {

        /** Values that it reads and does not make. */
        private Set<String> around() {
            Set<String> read = new LinkedHashSet<>();
            nodes.forEach(node -> read.addAll(node.inputs()));
            read.addAll(outputs);
            given.forEach(read::remove);
            nodes.forEach(node -> node.outputs().forEach(read::remove));
            read.remove("");
            return read;
        }

        /** Its inputs: what it is called with, then what it and its like read around them. */
        private Graph graph(Set<String> around) {
            List<TensorSpec> inputs = new ArrayList<>();
            given.forEach(value -> inputs.add(any(value)));
            around.forEach(value -> inputs.add(any(value)));
            return new Graph(name, inputs, Map.of(), nodes, outputs);
        }
    }

    /** What is known of a value within: its name. */
    private static TensorSpec any(String value) {
        return new TensorSpec(value, DataType.FLOAT32, new Shape());
    }

    static GraphProto graph(NodeProto node, String name, String which) {
        return node.getAttributeList().stream()
                .filter(a -> a.getName().equals(which) && a.hasG())
                .map(AttributeProto::getG)
                .findFirst()
                .orElseThrow(
                        () ->
                                BadModel.broken(
                                        "node '%s' (%s) has no '%s'"
                                                .formatted(name, node.getOpType(), which)));
    }

    private static void requireOutputs(NodeProto node, String name, String which, int made) {
        if (made < node.getOutputCount()) {
            throw BadModel.broken(
                    "node '%s' (%s) gives more than its '%s'"
                            .formatted(name, node.getOpType(), which));
        }
    }

    private static void requireOperands(
            NodeProto node, String name, Map<String, Object> attributes) {
        int count = node.getInputCount();
        long slices = attributes.get("num_scan_inputs") instanceof Long n ? n : 0;
        boolean fits =
                switch (node.getOpType()) {
                    case "If" -> count == 1;
                    case "Loop" -> count >= 2;
                    default -> slices >= 1 && slices <= count;
                };
        if (!fits) {
            throw BadModel.broken(
                    "node '%s' (%s) cannot have %d inputs"
                            .formatted(name, node.getOpType(), count));
        }
    }

    /** A Loop's graph says first whether it goes on; states come back as often as they go in. */
    private static void requireOutputs(
            NodeProto node, String name, Map<String, Object> attributes, String which) {
        int count = node.getInputCount();
        int goesOn = node.getOpType().equals("Loop") ? 1 : 0;
        long states =
                switch (node.getOpType()) {
                    case "If" -> 0;
                    case "Loop" -> count - 2;
                    default -> count - (Long) attributes.get("num_scan_inputs");
                };
        int made = ((Graph) attributes.get(which)).outputs().size() - goesOn;
        requireOutputs(node, name, which, made);
        if (made < states) {
            throw BadModel.broken(
                    "node '%s' (%s) takes %d states and its '%s' gives %d"
                            .formatted(name, node.getOpType(), states, which, made));
        }
    }
}
