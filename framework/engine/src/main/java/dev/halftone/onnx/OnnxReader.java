package dev.halftone.onnx;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.halftone.compile.Writer;
import dev.halftone.fusion.Fusion;
import dev.halftone.fusion.Numbers;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import dev.halftone.operator.Operators;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads ONNX files. Whatever is wrong with one is a problem; nothing in it is run. */
public final class OnnxReader {
    private final NDManager manager;

    /**
     * @param manager owns the weights
     */
    public OnnxReader(NDManager manager) {
        this.manager = manager;
    }

    /**
     * Reads a file, with its external data from the same folder.
     *
     * @throws ProblemException {@code broken-model}, {@code unsupported-model}, {@code
     *     unsupported-operator}
     */
    public OnnxModel read(Path file) {
        return model(parsed(file), Optional.of(file.toAbsolutePath().getParent()));
    }

    /**
     * What a file holds, to be shown.
     *
     * @throws ProblemException as {@link #read} does, but not for unknown operators
     */
    public OnnxFile look(Path file) {
        ModelProto proto = parsed(file);
        Optional<OnnxModel> model = Optional.empty();
        try {
            model = Optional.of(model(proto, Optional.of(file.toAbsolutePath().getParent())));
        } catch (ProblemException e) {
            if (!e.problems().stream().allMatch(Unsupported::is)) {
                throw e;
            }
        }
        return OnnxFile.of(proto, model);
    }

    private static ModelProto parsed(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return ModelProto.parseFrom(in);
        } catch (InvalidProtocolBufferException e) {
            throw notOnnx(e);
        } catch (NoSuchFileException e) {
            throw BadModel.broken("there is no file '%s'".formatted(file), e);
        } catch (IOException e) {
            throw BadModel.broken("'%s' cannot be read".formatted(file.getFileName()), e);
        }
    }

    /** Reads a file's content; external data is refused. */
    public OnnxModel read(byte[] content) {
        try {
            return model(ModelProto.parseFrom(content), Optional.empty());
        } catch (InvalidProtocolBufferException e) {
            throw notOnnx(e);
        }
    }

    /**
     * Reads a model whose sequences and optional values are given as tensors, one for each element.
     *
     * @param counts how many each input and output holds that is no tensor, -1 for an optional
     *     value that is not there
     */
    OnnxModel read(ModelProto model, Map<String, Integer> counts) {
        return model(model, Optional.empty(), counts);
    }

    private static ProblemException notOnnx(InvalidProtocolBufferException e) {
        return BadModel.broken("the file is no ONNX model, or is cut off or damaged", e);
    }

    private OnnxModel model(ModelProto model, Optional<Path> folder) {
        return model(model, folder, Map.of());
    }

    private OnnxModel model(ModelProto model, Optional<Path> folder, Map<String, Integer> counts) {
        if (!model.hasGraph()) {
            throw BadModel.broken("the file holds no ONNX graph");
        }
        GraphProto proto = model.getGraph();
        TensorReader reader = new TensorReader(folder);
        Translation translation = new Translation(Opset.of(model), reader);
        if (proto.getSparseInitializerCount() > 0) {
            throw BadModel.unsupported("the model has sparse tensors");
        }
        for (TensorProto tensor : proto.getInitializerList()) {
            translation.constant(reader.read(tensor));
            ElementType.of(tensor.getDataType())
                    .ifPresent(type -> translation.type(tensor.getName(), type));
        }
        Boundary boundary = new Boundary(proto, translation, counts);
        List<TensorSpec> inputs = boundary.inputs();
        boundary.describe();
        Inlining.of(model).forEach(translation::add);
        requireOperators(translation);
        List<String> outputs = boundary.outputs();
        List<Node> sorted = Halves.of(Order.of(translation, inputs), proto.getOutputList());
        StoredCodes.Floats floats = StoredCodes.of(sorted, translation, outputs);
        List<Node> folded = Folding.of(floats.nodes(), translation, inputs);
        List<Node> evaluated = Evaluation.of(folded, translation, outputs, manager);
        List<Node> settled = Folding.of(evaluated, translation, inputs);
        List<Node> moved = MovedCodes.of(settled, translation);
        List<Node> nodes = Order.needed(Fusion.of(moved, outputs, numbers(translation)), outputs);
        List<Node> clipped = Saturation.of(nodes, translation, outputs);
        StoredPlan.Result stored =
                StoredPlan.of(clipped, translation, inputs, outputs, floats.grids());
        Placement given = Placement.of(stored.nodes(), translation.constants(), outputs);
        Graph called =
                new Graph(proto.getName(), inputs, given.parameters(), given.nodes(), outputs);
        Placement placed = FreeNames.of(given, called, names(proto));
        Graph graph =
                new Graph(proto.getName(), inputs, placed.parameters(), placed.nodes(), outputs);
        Writer.requireRoom(graph);
        Map<String, NDArray> weights = new LinkedHashMap<>();
        placed.weights().forEach((name, tensor) -> weights.put(name, tensor.array(manager)));
        return new OnnxModel(graph, weights, metadata(model), reader.beside(), stored.plan());
    }

    private static Set<String> names(GraphProto graph) {
        Set<String> names = new HashSet<>();
        graph.getInitializerList().forEach(tensor -> names.add(tensor.getName()));
        for (NodeProto node : graph.getNodeList()) {
            names.add(node.getName());
            names.addAll(node.getOutputList());
        }
        return names;
    }

    private static Numbers numbers(Translation translation) {
        return new Numbers() {
            @Override
            public Optional<Double> number(String value) {
                return translation
                        .known(value)
                        .filter(tensor -> tensor.shape().size() == 1)
                        .map(tensor -> tensor.reals().get(0));
            }

            @Override
            public boolean isVector(String value) {
                return translation.known(value).filter(tensor -> tensor.rank() == 1).isPresent();
            }
        };
    }

    private static Map<String, String> metadata(ModelProto model) {
        Map<String, String> metadata = new LinkedHashMap<>();
        model.getMetadataPropsList().forEach(p -> metadata.put(p.getKey(), p.getValue()));
        metadata.put("producer", model.getProducerName() + " " + model.getProducerVersion());
        return metadata;
    }

    private static void requireOperators(Translation translation) {
        List<Problem> problems = new ArrayList<>();
        Map<String, Node> unknown = new LinkedHashMap<>();
        unknown(translation.nodes(), unknown);
        unknown.forEach(
                (op, node) ->
                        problems.add(Unsupported.problem(op, node.name(), translation.version())));
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
    }

    private static void unknown(List<Node> nodes, Map<String, Node> unknown) {
        for (Node node : nodes) {
            if (Operators.find(node.op()).isEmpty() || node.op().startsWith("halftone.")) {
                unknown.putIfAbsent(node.op(), node);
            }
            node.attributes().graphs().forEach(inner -> unknown(inner.nodes(), unknown));
        }
    }
}
