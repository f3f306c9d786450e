package dev.halftone.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointFilesTest {
    @AutoClose private static final TorchEngine ENGINE = TorchEngine.start("cpu");

    @TempDir Path folder;

    private static Graph graph() {
        GraphBuilder g = Graph.builder("net");
        return g.build(g.linear(g.input("x", DataType.FLOAT32, -1, 2), "fc1", 2, 1));
    }

    private CheckpointFiles files() {
        return new CheckpointFiles(folder, ENGINE.manager());
    }

    private void write(Map<String, NDArray> tensors) {
        Safetensors.write(folder.resolve("net.safetensors"), tensors, Map.of());
    }

    @Test
    void tellsAllThatDoesNotFitAtOnceWithTheNearestNames() {
        try (NDManager manager = ENGINE.manager().newSubManager()) {
            write(
                    Map.of(
                            "fc1.weights", manager.zeros(new Shape(1, 2)),
                            "fc1.bias", manager.zeros(new Shape(2)),
                            "something.else", manager.zeros(new Shape(3))));

            assertThatThrownBy(() -> files().open("net.safetensors").weightsOf(graph()))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e ->
                                    assertThat(e.problems())
                                            .extracting(Problem::code)
                                            .containsExactly(
                                                    "missing-tensor",
                                                    "superfluous-tensor",
                                                    "superfluous-tensor",
                                                    "wrong-shape"))
                    .hasMessageContaining("lacks 'fc1.weight'")
                    .hasMessageContaining(
                            "'fc1.bias' should have the shape (1), but has (2) in 'net.safetensors'");
            assertThatThrownBy(() -> files().open("net.safetensors").weightsOf(graph()))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e ->
                                    assertThat(e.problems().get(0).hint())
                                            .contains("it has 'fc1.weights'"));
        }
    }

    @Test
    void namesTheTensorThatHoldsNan() {
        try (NDManager manager = ENGINE.manager().newSubManager()) {
            write(
                    Map.of(
                            "fc1.weight",
                                    manager.create(new float[] {1, Float.NaN}, new Shape(1, 2)),
                            "fc1.bias", manager.create(new float[] {Float.NEGATIVE_INFINITY})));

            assertThatThrownBy(() -> files().open("net.safetensors").weightsOf(graph()))
                    .hasMessageContaining("tensor 'fc1.weight' holds NaN or infinity")
                    .hasMessageContaining("tensor 'fc1.bias' holds NaN or infinity");
        }
    }

    @Test
    void givesTheWeightsAndRemembersTheChecksum() throws IOException {
        try (NDManager manager = ENGINE.manager().newSubManager()) {
            write(
                    Map.of(
                            "fc1.weight", manager.create(new double[] {1, 2}, new Shape(1, 2)),
                            "fc1.bias", manager.create(new float[] {3})));
            CheckpointFiles files = files();

            Map<String, NDArray> weights = files.open("net.safetensors").weightsOf(graph());

            assertThat(weights.get("fc1.weight").toFloatArray()).containsExactly(1, 2);
            assertThat(weights.get("fc1.bias").toFloatArray()).containsExactly(3);
            String sha = new BigInteger(1, sha256(folder.resolve("net.safetensors"))).toString(16);
            assertThat(files.sha256().get("net.safetensors")).endsWith(sha);
        }
    }

    private static byte[] sha256(Path file) throws IOException {
        try {
            return MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void saysWhatAForeignFileIsAndWhatIsReadable() throws IOException {
        Files.write(folder.resolve("net.pth"), new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0, 0, 0});
        Files.write(folder.resolve("old.pth"), new byte[] {(byte) 0x80, 2, 'N', '.', 0, 0, 0});
        Files.write(folder.resolve("net.h5"), new byte[] {(byte) 0x89, 'H', 'D', 'F', 0, 0, 0});
        Files.write(folder.resolve("empty"), new byte[0]);
        Files.createDirectory(folder.resolve("folder"));

        assertThatThrownBy(() -> files().open("net.pth")).hasMessageContaining("is it cut off?");
        assertThatThrownBy(() -> files().open("old.pth")).hasMessageContaining("Python pickle");
        assertThatThrownBy(() -> files().open("net.h5")).hasMessageContaining("HDF5");
        assertThatThrownBy(() -> files().open("empty")).hasMessageContaining("it is empty");
        assertThatThrownBy(() -> files().open("folder")).hasMessageContaining("is a folder");
        assertThatThrownBy(() -> files().open("\0")).isInstanceOf(ProblemException.class);
    }

    @Test
    void readsAResourceOfAPack() {
        byte[] text = "nothing of the kind".getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> files().embedded("mine", new ByteArrayInputStream(text)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("'mine' cannot be read: its content is of no kind known");
    }
}
