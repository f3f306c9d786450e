package dev.halftone.quantizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.google.gson.Gson;
import dev.halftone.engine.Engine;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Grid;
import dev.halftone.grid.LogGrid;
import dev.halftone.grid.Rounding;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.site.Sites;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against where ONNX Runtime, PyTorch and NumPy let values land: reference/snaps.py. */
final class ReferenceSnapsTest {
    @AutoClose private static final Engine ENGINE = TorchEngine.start("cpu");

    @ParameterizedTest
    @MethodSource("cases")
    void landsWhereTheReferenceLands(Case reference) {
        float[] snapped = snap(reference.made(), reference.x);

        for (int i = 0; i < snapped.length; i++) {
            assertThat(snapped[i])
                    .as("what becomes of %s", reference.x[i])
                    .isCloseTo(reference.y[i], within(1e-6f * Math.abs(reference.y[i])));
        }
    }

    static Stream<Case> cases() {
        InputStreamReader json =
                new InputStreamReader(
                        ReferenceSnapsTest.class.getResourceAsStream("/reference/snaps.json"),
                        StandardCharsets.UTF_8);
        return new Gson().fromJson(json, File.class).cases.stream();
    }

    private static float[] snap(Grid grid, float[] values) {
        GraphBuilder g = Graph.builder("snap");
        var x = g.input("x", DataType.FLOAT32, values.length);
        Graph graph = g.build(g.multiply(x, g.scalar(1)));
        Plan plan = Plan.EMPTY.with(Sites.of(graph).get(0), grid);
        try (Program program = ENGINE.compile(graph, Map.of(), plan, Set.of());
                NDManager batch = ENGINE.manager().newSubManager()) {
            return program.run(new NDList(batch.create(values))).get(0).toFloatArray();
        }
    }

    record File(List<Case> cases) {}

    record Case(
            String grid,
            Rounding rounding,
            float scale,
            int zero,
            int bits,
            int tau,
            float[] x,
            float[] y) {

        Grid made() {
            return grid.equals("log")
                    ? new LogGrid(bits, tau, scale)
                    : new Affine(List.of(scale), List.of(zero), 0, 255, 0, 0, rounding);
        }

        @Override
        public String toString() {
            return made().toString();
        }
    }
}
