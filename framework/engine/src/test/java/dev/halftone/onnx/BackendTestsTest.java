package dev.halftone.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halftone.engine.TorchEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Cases of the ONNX project, and older opsets against ONNX Runtime (onnx/versions.py). */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BackendTestsTest {
    @AutoClose private final TorchEngine engine = TorchEngine.start("cpu");

    @Test
    void everyCaseOfTheMaterialPasses() {
        String set = System.getenv("HALFTONE_MATERIAL");
        Path root = Path.of(System.getProperty("halftone.root", "."));
        Path material = set == null ? root.resolve("../shared/material") : Path.of(set);
        Path zip = material.resolve("onnx_node_tests/node_tests.zip");
        Assumptions.assumeTrue(Files.exists(zip), "skipped: there is no " + zip);

        assertThat(failures(zip)).isEmpty();
    }

    @Test
    void olderOpsetsMeanWhatOnnxRuntimeTakesThemFor() {
        assertThat(failures(Path.of("src/test/resources/onnx/versions.zip"))).isEmpty();
    }

    @Test
    void elementsOfEightBitsAndLessAreThoseOfOnnx() {
        assertThat(failures(Path.of("src/test/resources/onnx/narrow.zip"))).isEmpty();
    }

    @Test
    void operatorsMadeOfOthersMeanWhatOnnxDefines() {
        assertThat(failures(Path.of("src/test/resources/onnx/composed.zip"))).isEmpty();
    }

    @Test
    void rarerOperatorsAndGraphsWithinNodesMeanWhatOnnxDefines() {
        assertThat(failures(Path.of("src/test/resources/onnx/rarer.zip"))).isEmpty();
    }

    @Test
    void sequencesAndOptionalValuesMeanWhatOnnxDefines() {
        assertThat(failures(Path.of("src/test/resources/onnx/sequences.zip"))).isEmpty();
    }

    @Test
    void anExportedTransformerTakesAnyBatch() {
        assertThat(failures(Path.of("src/test/resources/onnx/exported.zip"))).isEmpty();
    }

    @Test
    void aWrongAnswerAndAnUnknownOperatorAreTold() {
        List<String> told = new ArrayList<>();

        BackendTests.Count count =
                new BackendTests(engine)
                        .run(
                                Path.of("src/test/resources/onnx/wrong.zip"),
                                outcome -> told.add(outcome.toString()));

        assertThat(told)
                .containsExactly(
                        "shape: fail: output 'y': expected shape (3), found (2)",
                        "type: fail: output 'y': expected elements of type int64, found float32",
                        "unknown: unsupported: Relv",
                        "value: fail: output 'y': expected 2.5, found 2.0 at position 1 of 2");
        assertThat(count).hasToString("0 passed, 3 failed, 1 unsupported");
    }

    @Test
    void whatIsNoZipOfTestsIsTold(@TempDir Path folder) throws IOException {
        Path empty = folder.resolve("empty.zip");
        zip(empty, "readme.txt", 1);
        Path text = Files.writeString(folder.resolve("text.zip"), "text");

        assertThatThrownBy(() -> failures(empty)).hasMessageContaining("holds no folder with");
        assertThatThrownBy(() -> failures(text)).hasMessageContaining("cannot be read as a zip");
        assertThatThrownBy(() -> failures(folder.resolve("none.zip")))
                .hasMessageContaining("there is no file");
    }

    @Test
    void aCaseThatUnpacksToMuchMoreThanItIsFails(@TempDir Path folder) throws IOException {
        Path bomb = folder.resolve("bomb.zip");
        zip(bomb, "case/model.onnx", 300);

        List<String> told = new ArrayList<>();
        new BackendTests(engine).run(bomb, outcome -> told.add(outcome.toString()));

        assertThat(told)
                .containsExactly("case: fail: 'case/model.onnx' unpacks to more than 256 MiB");
    }

    /** A case that lacks something is never taken for one that passes; a line holds one case. */
    @Test
    void aCaseThatIsNotWholeFails(@TempDir Path folder) throws IOException {
        byte[] model =
                SmallModels.model(SmallModels.graph(2).addNode(SmallModels.node("Neg", "y", "x")))
                        .toByteArray();
        byte[] tensor = SmallModels.floats("x", 2).toByteArray();
        byte[] words = "rtol many".getBytes(StandardCharsets.UTF_8);
        Path file = folder.resolve("some.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            put(zip, "bare/model.onnx", model);
            put(zip, "a\nb/model.onnx", model);
            put(zip, "../less/model.onnx", model);
            put(zip, "../less/test_data_set_0/output_0.pb", tensor);
            put(zip, "more/model.onnx", model);
            put(zip, "more/test_data_set_0/input_0.pb", tensor);
            put(zip, "more/test_data_set_0/output_0.pb", tensor);
            put(zip, "more/test_data_set_0/output_1.pb", tensor);
            put(zip, "words/model.onnx", model);
            put(zip, "words/test_data_set_0/input_0.pb", tensor);
            put(zip, "words/test_data_set_0/output_0.pb", tensor);
            put(zip, "words/tolerance.txt", words);
        }

        assertThat(told(file))
                .containsExactly(
                        "less: fail: inputs of the model: 1, of the test: 0",
                        "a?b: fail: there is no test_data_set_0/output_0.pb",
                        "bare: fail: there is no test_data_set_0/output_0.pb",
                        "more: fail: outputs of the model: 1, of the test: 2",
                        "words: fail: tolerance.txt says 'many', which is no tolerance");
    }

    /** Each part of a case may be large, all of them together not larger. */
    @Test
    void whatACaseUnpacksToIsBoundedAsAWhole(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("bomb.zip");
        byte[] zeros = new byte[100 << 20];
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            put(zip, "case/model.onnx", new byte[1]);
            for (int i = 0; i < 3; i++) {
                put(zip, "case/test_data_set_0/input_" + i + ".pb", zeros);
            }
            put(zip, "case/test_data_set_0/output_0.pb", zeros);
        }

        assertThat(told(file))
                .containsExactly(
                        "case: fail: with what it comes with, 'case/test_data_set_0/input_2.pb'"
                                + " unpacks to more than 256 MiB");
    }

    private List<String> told(Path zip) {
        List<String> told = new ArrayList<>();
        new BackendTests(engine).run(zip, outcome -> told.add(outcome.toString()));
        return told;
    }

    private static void put(ZipOutputStream zip, String entry, byte[] bytes) throws IOException {
        zip.putNextEntry(new ZipEntry(entry));
        zip.write(bytes);
        zip.closeEntry();
    }

    private static void zip(Path file, String entry, int mebibytes) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry(entry));
            for (int i = 0; i < mebibytes; i++) {
                zip.write(new byte[1 << 20]);
            }
            zip.closeEntry();
        }
    }

    private List<String> failures(Path zip) {
        List<String> failures = new ArrayList<>();
        BackendTests.Count count =
                new BackendTests(engine)
                        .run(
                                zip,
                                outcome -> {
                                    if (outcome.result() != BackendTests.Result.PASS) {
                                        failures.add(outcome.toString());
                                    }
                                });
        assertThat(count.passed()).isPositive();
        return failures;
    }
}
