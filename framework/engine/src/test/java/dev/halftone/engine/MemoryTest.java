package dev.halftone.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Graph;
import dev.halftone.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engine")
class MemoryTest {
    private static final Path STATUS = Path.of("/proc/self/status");

    @Test
    void staysFlatOverHundredsOfBatches() throws IOException {
        assumeThat(STATUS).as("only Linux tells how much memory is in use").exists();
        Graph graph = TinyVit.graph();
        try (TorchEngine engine = TorchEngine.start("cpu")) {
            Map<String, NDArray> weights = TinyVit.weights(engine.manager());
            try (Program program =
                    engine.compile(graph, weights, TinyVit.plan(weights), Set.of())) {
                run(engine, program, 50);
                long before = resident();
                run(engine, program, 300);
                // The inputs of one batch take 200 kB and its results and intermediates more.
                assertThat(resident() - before).isLessThan(30_000);
            }
        }
    }

    private static void run(TorchEngine engine, Program program, int batches) {
        for (int i = 0; i < batches; i++) {
            try (NDManager batch = engine.manager().newSubManager()) {
                NDArray pictures = batch.ones(new Shape(256, 3, 8, 8));
                program.run(new NDList(pictures)).get(0).sum().getFloat();
            }
        }
    }

    /** Kilobytes. */
    private static long resident() throws IOException {
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }
}
