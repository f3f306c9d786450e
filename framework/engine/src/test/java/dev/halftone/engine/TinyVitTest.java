package dev.halftone.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Rounding;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.site.Sites;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A small vision transformer against PyTorch. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TinyVitTest {
    private final JsonObject expected = Vectors.read("vit.json");
    private TorchEngine engine;
    private Map<String, NDArray> weights;
    private Graph graph;

    @BeforeAll
    void start() {
        engine = TorchEngine.start("cpu");
        weights = TinyVit.weights(engine.manager());
        graph = TinyVit.graph();
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    @Test
    void computesTheLogitsOfPyTorch() {
        assertThat(logits(Plan.EMPTY)).containsExactly(floats("logits"), Offset.offset(1e-5f));
    }

    @Test
    void computesTheQuantizedLogitsOfPyTorch() {
        float[] quantized = logits(TinyVit.plan(weights));
        assertThat(quantized).containsExactly(floats("quantized"), Offset.offset(1e-4f));
    }

    @Test
    void givesTheSameBitsTwiceAndInAnotherProgram() {
        Plan plan = TinyVit.plan(weights);
        assertThat(logits(plan)).containsExactly(logits(plan));
        try (Program program = engine.compile(graph, weights, plan, Set.of());
                NDManager batch = engine.manager().newSubManager()) {
            float[] first = program.run(TinyVit.pictures(batch)).get(0).toFloatArray();
            for (int i = 0; i < 5; i++) {
                NDList pictures = TinyVit.pictures(batch);
                assertThat(program.run(pictures).get(0).toFloatArray()).containsExactly(first);
            }
        }
    }

    @Test
    void learnsThroughGridsWithTheGradientsOfPyTorch() {
        JsonObject gradients = expected.getAsJsonObject("gradients");
        Set<String> names = new TreeSet<>(gradients.keySet());
        try (Program program = engine.compile(graph, weights, TinyVit.plan(weights), names);
                NDManager batch = engine.manager().newSubManager()) {
            List<NDArray> values =
                    program.learned().stream()
                            .map(n -> program.initial().get(n).duplicate())
                            .toList();
            values.forEach(value -> value.setRequiresGradient(true));
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray answer = program.run(TinyVit.pictures(batch), values).get(0);
                NDArray direction = TinyVit.wave(batch, 60, 1, new Shape(3, 5));
                collector.backward(answer.mul(direction).sum());
            }
            for (int i = 0; i < values.size(); i++) {
                float[] found = values.get(i).getGradient().toFloatArray();
                JsonElement wanted = gradients.get(program.learned().get(i));
                float[] first = Arrays.copyOf(found, Math.min(48, found.length));
                assertThat(first).containsExactly(Vectors.floats(wanted), Offset.offset(2e-4f));
            }
            values.forEach(NDArray::close);
        }
    }

    @Test
    void trainsTheScaleOfAGrid() {
        JsonObject grid = expected.getAsJsonObject("grid");
        Affine affine = new Affine(List.of(0.3f), List.of(7), 0, 15, 0, 0, Rounding.DIVIDE);
        GraphBuilder h = Graph.builder("grid");
        Value y = h.input("x", DataType.FLOAT32, 25);
        Graph whole = h.build(h.at("act").apply("Tanh", y));
        Plan plan = Plan.EMPTY.with(Sites.of(whole).get(0), affine);
        try (Program program = engine.compile(whole, Map.of(), plan, Set.of("act:operand.scale"));
                NDManager batch = engine.manager().newSubManager()) {
            NDArray values = batch.create(Vectors.floats(grid.get("values")));
            NDArray scale = program.initial().get("act:operand.scale").duplicate();
            values.setRequiresGradient(true);
            scale.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
                NDArray answer = program.run(new NDList(values), List.of(scale)).get(0);
                // Undo the tanh by its own derivative, so that the grid alone is seen.
                NDArray slope = answer.stopGradient().pow(2).neg().add(1);
                NDArray direction = TinyVit.wave(batch, 61, 1, new Shape(25)).div(slope);
                collector.backward(answer.mul(direction).sum());
            }
            Offset<Float> close = Offset.offset(2e-3f);
            assertThat(values.getGradient().toFloatArray())
                    .containsExactly(Vectors.floats(grid.get("gradient")), close);
            assertThat(scale.getGradient().toFloatArray())
                    .containsExactly(Vectors.floats(grid.get("scale_gradient")), close);
            scale.close();
        }
    }

    private float[] floats(String name) {
        return Vectors.floats(expected.get(name));
    }

    private float[] logits(Plan plan) {
        try (Program program = engine.compile(graph, weights, plan, Set.of());
                NDManager batch = engine.manager().newSubManager()) {
            return program.run(TinyVit.pictures(batch)).get(0).toFloatArray();
        }
    }
}
