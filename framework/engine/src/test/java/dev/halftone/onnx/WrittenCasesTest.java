package dev.halftone.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.compile.Bound;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Rounding;
import dev.halftone.onnxruntime.OnnxRuntime;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rarer operators, graphs within nodes, sequences and narrow types, written and run elsewhere. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WrittenCasesTest {
    /**
     * What ONNX Runtime 1.28 does not have (linear attention and operator set 28, casts to 4-bit
     * floats), or does otherwise: Fourier transforms with noise above 1e-7, MaxUnpool into a shape.
     */
    private static final Pattern NOT_THERE =
            Pattern.compile(
                    "test_(dft|stft|linear_attention)_.*|test_maxunpool_export_with_output_shape"
                            + "|test_cast_.*_to_FLOAT4E2M1");

    @AutoClose private final TorchEngine engine = TorchEngine.start("cpu");
    private final OnnxRuntime runtime = OnnxRuntime.start(1, engine.isExact());

    @ParameterizedTest
    @ValueSource(strings = {"rarer", "sequences", "narrow"})
    void meanTheSameToOnnxRuntime(String zip) {
        List<String> failures =
                failures(zip, (graph, model) -> runtime.inFloat(graph, model.weights()));

        assertThat(failures).filteredOn(f -> !NOT_THERE.matcher(name(f)).matches()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rarer", "sequences", "narrow"})
    void meanTheSameWhenTheyAreReadAgain(String zip) {
        assertThat(failures(zip, (graph, model) -> again(graph, model.weights()))).isEmpty();
    }

    private static String name(String failure) {
        return failure.substring(0, failure.indexOf(':'));
    }

    private Program again(Graph graph, Map<String, NDArray> weights) {
        byte[] written = OnnxWriter.content(Bound.of(graph, weights, Plan.EMPTY)).orElseThrow();
        OnnxModel read = new OnnxReader(engine.manager()).read(written);
        return engine.compile(read.graph(), read.weights(), read.plan(), Set.of());
    }

    private List<String> failures(String zip, BackendTests.Maker maker) {
        List<String> failures = new ArrayList<>();
        BackendTests.Count count =
                new BackendTests(engine.manager(), maker)
                        .run(
                                Path.of("src/test/resources/onnx/" + zip + ".zip"),
                                outcome -> {
                                    if (outcome.result() == BackendTests.Result.FAIL) {
                                        failures.add(outcome.toString());
                                    }
                                });
        assertThat(count.passed()).isGreaterThan(40);
        return failures;
    }

    /** What a branch reads around it is quantized, and has another name in the written file. */
    @Test
    void aPlanAroundALoopIsWrittenToo() {
        GraphBuilder g = Graph.builder("loop");
        Value x = g.input("x", DataType.FLOAT32, -1, 8);
        Value y = g.linear(x, "fc", 8, 8);
        Value turns = g.integers(3);
        Value loop =
                g.apply(
                        "Loop",
                        List.of(turns, new Value(""), y, y),
                        Attributes.of("operands", 3).with("body", turn()));
        Graph graph = g.build(g.linear(loop, "head", 8, 4));
        Affine grid = new Affine(List.of(0.03f), List.of(100), 0, 255, 0, 0, Rounding.DIVIDE);
        Plan plan = Plan.EMPTY;
        for (Site site : Sites.of(graph)) {
            plan = site.role() == Role.OUTPUT ? plan.with(site, grid) : plan;
        }
        try (NDManager manager = engine.manager().newSubManager()) {
            Map<String, NDArray> weights =
                    Map.of(
                            "fc.weight", manager.randomUniform(-0.5f, 0.5f, new Shape(8, 8)),
                            "fc.bias", manager.zeros(new Shape(8)),
                            "head.weight", manager.randomUniform(-0.5f, 0.5f, new Shape(4, 8)),
                            "head.bias", manager.zeros(new Shape(4)));
            NDList values = new NDList(manager.randomUniform(-1, 1, new Shape(5, 8)));
            try (Program simulated = engine.compile(graph, weights, plan, Set.of());
                    Program written = runtime.integer(graph, weights, plan, manager)) {
                float[] expected = simulated.run(values).get(0).toFloatArray();
                float[] found = written.run(values).get(0).toFloatArray();

                for (int i = 0; i < expected.length; i++) {
                    assertThat(Math.abs(found[i] - expected[i])).isLessThan(0.0301f);
                }
            }
        }
    }

    /** Adds what is around it to its state. */
    private static Graph turn() {
        GraphBuilder body = Graph.builder("turn");
        body.input("i", DataType.INT64);
        Value on = body.input("on", DataType.BOOLEAN);
        Value state = body.input("state", DataType.FLOAT32, -1, 8);
        Value around = body.input("around", DataType.FLOAT32, -1, 8);
        return body.build(on, body.apply("Tanh", body.add(state, around)));
    }
}
