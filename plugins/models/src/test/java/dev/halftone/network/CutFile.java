package dev.halftone.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.halftone.compile.Bound;
import dev.halftone.graph.Graph;
import dev.halftone.graph.Node;
import dev.halftone.graph.TensorSpec;
import dev.halftone.onnx.OnnxWriter;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A QDQ model in pieces: at some places, what reads a value is given other numbers instead. ONNX
 * Runtime runs it operator by operator, as the file says it.
 */
final class CutFile {
    private final Bound codes;
    private final List<Place> places;
    private final Map<String, Node> makers = new HashMap<>();
    private final Map<String, String> given = new HashMap<>();

    CutFile(Bound codes, List<Place> places) {
        this.codes = codes;
        this.places = places;
        codes.graph().nodes().forEach(node -> makers.put(node.output(), node));
        places.forEach(place -> given.put(place.value(), place.given()));
    }

    /**
     * Where to cut.
     *
     * @param sites the sites there
     * @param value behind their grid
     * @param step of that grid
     * @param numbers to give to what reads the value
     * @param shape of the numbers
     */
    record Place(List<String> sites, String value, float step, float[] numbers, Shape shape) {

        private String given() {
            return "given/" + value;
        }
    }

    List<Place> places() {
        return places;
    }

    /** What the grid at a place is given. */
    String before(Place place) {
        Node maker = makers.get(place.value());
        while (!maker.op().equals("QuantizeLinear")) {
            maker = makers.get(maker.input(0));
        }
        return given.getOrDefault(maker.input(0), maker.input(0));
    }

    /** The largest step of the 32-bit bias of the layer before a place; 0 without one. */
    double biasUnit(Place place) {
        return Optional.ofNullable(makers.get(before(place)))
                .map(layer -> makers.get(layer.input(2)))
                .filter(bias -> bias.op().equals("DequantizeLinear"))
                .map(bias -> codes.values(bias.input(1)))
                .stream()
                .flatMapToDouble(
                        units -> IntStream.range(0, units.length).mapToDouble(i -> units[i]))
                .max()
                .orElse(0);
    }

    /** Values by name: what was asked for, and what was given. */
    Map<String, float[]> run(NDArray x) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        Bound cut = cut();
        Map<String, OnnxTensor> given = new HashMap<>();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
            options.setIntraOpNumThreads(1);
            byte[] content = OnnxWriter.content(cut).orElseThrow();
            given.put(picture(), tensor(environment, x.toFloatArray(), x.getShape()));
            for (Place place : places) {
                given.put(place.given(), tensor(environment, place.numbers(), place.shape()));
            }
            try (OrtSession session = environment.createSession(content, options);
                    OrtSession.Result result = session.run(given)) {
                Map<String, float[]> found = new HashMap<>();
                found.put(picture(), x.toFloatArray());
                places.forEach(place -> found.put(place.given(), place.numbers()));
                for (int i = 0; i < result.size(); i++) {
                    OnnxTensor output = (OnnxTensor) result.get(i);
                    found.put(cut.graph().outputs().get(i), output.getFloatBuffer().array());
                }
                return found;
            }
        } finally {
            given.values().forEach(OnnxTensor::close);
        }
    }

    private String picture() {
        return codes.graph().inputs().get(0).name();
    }

    /** The same nodes, but they read at every place what is given to them. */
    private Bound cut() {
        Graph old = codes.graph();
        List<TensorSpec> inputs = new ArrayList<>(old.inputs());
        Set<String> outputs = new LinkedHashSet<>();
        for (Place place : places) {
            inputs.add(new TensorSpec(place.given(), DataType.FLOAT32, place.shape()));
            outputs.add(place.value());
            outputs.add(before(place));
        }
        inputs.forEach(input -> outputs.remove(input.name()));
        List<String> wanted = List.copyOf(outputs);
        List<Node> nodes = old.nodes().stream().map(this::reading).toList();
        Graph all = new Graph(old.name(), inputs, old.parameters(), nodes, wanted);
        return codes.with(all.between(inputs, wanted));
    }

    private Node reading(Node node) {
        return node.withInputs(node.inputs().stream().map(v -> given.getOrDefault(v, v)).toList());
    }

    private static OnnxTensor tensor(OrtEnvironment environment, float[] values, Shape shape)
            throws OrtException {
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape.getShape());
    }
}
