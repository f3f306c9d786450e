package dev.halftone.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halftone.engine.TorchEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Cases of the ONNX project, and older opsets against ONNX Runtime (onnx/versions.py). */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BackendTestsTest {
    private final TorchEngine engine = TorchEngine.start("cpu");

    @AfterAll
    void close() {
        engine.close();
    }

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
