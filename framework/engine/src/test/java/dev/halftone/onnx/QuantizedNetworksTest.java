package dev.halftone.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Node;
import dev.halftone.program.Program;
import dev.halftone.site.Role;
import dev.halftone.site.Sites;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ONNX Runtime quantized, in both of its formats and all of its types (quantized.py). */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class QuantizedNetworksTest {
    private static final String ZIP = "src/test/resources/onnx/quantized.zip";
    private static final String MOVED = "src/test/resources/onnx/moved.zip";

    private static final Set<Role> OPERANDS =
            Set.of(Role.INPUT, Role.WEIGHT, Role.QUERY, Role.KEY, Role.PROBABILITIES, Role.VALUE);

    @AutoClose private final TorchEngine engine = TorchEngine.start("cpu");

    static Set<String> networks() throws IOException {
        Set<String> names = new TreeSet<>();
        try (ZipFile zip = new ZipFile(ZIP)) {
            zip.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.endsWith("/model.onnx"))
                    .forEach(name -> names.add(name.substring(0, name.indexOf('/'))));
        }
        return names;
    }

    @ParameterizedTest
    @MethodSource("networks")
    void answerAsInOnnxRuntimeButForTies(String name, TestReporter reporter) throws IOException {
        OnnxModel model = new OnnxReader(engine.manager()).read(bytes(ZIP, name + "/model.onnx"));
        List<Double> expected = tensor(ZIP, name + "/output.pb").reals();

        // Operators on codes are only some; ONNX Runtime leaves what it has none for in float.
        assertThat(Sites.of(model.graph()))
                .filteredOn(site -> OPERANDS.contains(site.role()))
                .filteredOn(site -> !name.contains("qop") || site.op().equals("Conv"))
                .allSatisfy(site -> assertThat(model.plan().grid(site.id())).isPresent());
        try (Program simulated =
                        engine.compile(model.graph(), model.weights(), model.plan(), Set.of());
                Program integer = engine.integer(model.graph(), model.weights(), model.plan())) {
            int first = apart(name, simulated, expected);
            int second = apart(name, integer, expected);
            String told = "simulated %d, integer %d of %d".formatted(first, second, 40);
            reporter.publishEntry(name, told);
            assertThat(first).as(told).isLessThanOrEqualTo(2);
            assertThat(second).as(told).isLessThanOrEqualTo(8);
        }
    }

    /**
     * Codes that MaxPool, Resize, Reshape, Split and Gather move between operators on codes
     * (moved.py).
     */
    @ParameterizedTest
    @ValueSource(strings = {"pairs", "codes", "attending", "enlarged"})
    void noCodesAreLeftWhereTheyOnlyMove(String name) throws IOException {
        OnnxModel model = new OnnxReader(engine.manager()).read(bytes(MOVED, name + "/model.onnx"));
        List<Double> expected = tensor(MOVED, name + "/output.pb").reals();

        assertThat(model.graph().nodes())
                .extracting(Node::op)
                .containsAnyOf("MaxPool", "Softmax")
                .doesNotContain("QuantizeLinear", "DequantizeLinear");
        assertThat(Sites.of(model.graph()))
                .filteredOn(site -> OPERANDS.contains(site.role()))
                .allSatisfy(site -> assertThat(model.plan().grid(site.id())).isPresent());
        try (Program simulated =
                        engine.compile(model.graph(), model.weights(), model.plan(), Set.of());
                Program integer = engine.integer(model.graph(), model.weights(), model.plan())) {
            assertThat(apart(name, simulated, expected)).isLessThanOrEqualTo(2);
            assertThat(apart(name, integer, expected)).isLessThanOrEqualTo(2);
        }
    }

    /** How many answers are not the same; a tie moves one by so many thousandths at most. */
    private int apart(String name, Program program, List<Double> expected) throws IOException {
        double most = expected.stream().mapToDouble(Math::abs).max().orElseThrow();
        int apart = 0;
        try (NDManager batch = engine.manager().newSubManager()) {
            float[] found =
                    program.run(new NDList(tensor(ZIP, "input.pb").array(batch)))
                            .get(0)
                            .toFloatArray();
            assertThat(found).hasSize(expected.size());
            for (int i = 0; i < found.length; i++) {
                double away = Math.abs(found[i] - expected.get(i));
                assertThat(away).as(name + " answer " + i).isLessThan(most / 30);
                apart += away > 1e-4 * most ? 1 : 0;
            }
        }
        return apart;
    }

    private static Tensor tensor(String zip, String name) throws IOException {
        return new TensorReader(Optional.empty()).read(TensorProto.parseFrom(bytes(zip, name)));
    }

    private static byte[] bytes(String file, String name) throws IOException {
        try (ZipFile zip = new ZipFile(file)) {
            return zip.getInputStream(zip.getEntry(name)).readAllBytes();
        }
    }
}
