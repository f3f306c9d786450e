package dev.halftone.planfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.halftone.engine.Engine;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Codebook;
import dev.halftone.grid.FloatGrid;
import dev.halftone.grid.Grid;
import dev.halftone.grid.LogGrid;
import dev.halftone.grid.Range;
import dev.halftone.plan.Decision;
import dev.halftone.plan.Plan;
import dev.halftone.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanFileTest {

    @AutoClose private static final Engine ENGINE = TorchEngine.start("cpu");

    @TempDir Path folder;

    /** A grid as a pack might bring it. */
    public record Steps(double width, List<Double> edges, Kind kind, String note, boolean open)
            implements Grid {

        /** What it is. */
        public enum Kind {
            COARSE,
            FINE
        }

        @Override
        public Value snap(GraphBuilder g, Value x) {
            return x;
        }

        @Override
        public double bits() {
            return 2.5;
        }

        @Override
        public String summary() {
            return "steps";
        }
    }

    private static Graph graph(double epsilon) {
        GraphBuilder g = Graph.builder("two");
        Value x = g.input("x", DataType.FLOAT32, -1, 4);
        Value y =
                g.at("deep")
                        .label("stage", 4)
                        .layerNorm(g.linear(x, "fc1", 4, 12), "norm", 12, epsilon);
        return g.build(g.linear(y, "fc2", 12, 3));
    }

    private PlanFile files() {
        Function<String, Optional<Class<?>>> types =
                name ->
                        name.equals(Steps.class.getName())
                                ? Optional.of(Steps.class)
                                : Optional.empty();
        return new PlanFile(types);
    }

    private static Decision decision(Grid grid) {
        return new Decision(Optional.of(grid), "quantize[0] x", Optional.of("a \"reason\""));
    }

    private static Affine perChannel() {
        Random random = new Random(5);
        List<Float> low = new ArrayList<>();
        List<Float> high = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            low.add(-random.nextFloat());
            high.add(random.nextFloat());
        }
        return Affine.covering(new Range(low, high), 6, false).along(0);
    }

    private static Map<String, Decision> decisions() {
        Map<String, Decision> decisions = new LinkedHashMap<>();
        decisions.put("fc1:input", decision(Affine.covering(Range.of(-0.1f, 3.3f), 8, false)));
        decisions.put("fc1:weight", decision(perChannel()));
        decisions.put("fc2:input", decision(new LogGrid(4, 2, 0.1f)));
        decisions.put("fc1:product", decision(FloatGrid.FLOAT8_E5M2));
        decisions.put("fc2:product", decision(new Codebook(List.of(-0.7f, 0f, 1e-3f))));
        decisions.put(
                "fc2:weight",
                decision(new Steps(1 / 3.0, List.of(0.1, 1e-9), Steps.Kind.FINE, "a,b", true)));
        decisions.put("fc2:output", new Decision(Optional.empty(), "keep", Optional.empty()));
        return decisions;
    }

    @Test
    void readsBackEveryDecisionExactly() {
        Plan plan = new Plan(decisions(), Map.of(), Optional.empty());

        PlanFile.write(folder, plan, graph(1e-6), ENGINE.manager());

        assertThat(files().read(folder, ENGINE.manager())).isEqualTo(plan);
    }

    @Test
    void readsBackParametersBitByBit() {
        float[] values = {1f / 3, -0f, 1e-40f, 3.4e38f};
        try (NDManager manager = ENGINE.manager().newSubManager()) {
            Plan plan = Plan.EMPTY.with("fc1.bias", manager.create(values));

            PlanFile.write(folder, plan, graph(1e-6), manager);

            NDArray back = files().read(folder, manager).parameters().get("fc1.bias");
            assertThat(back.toFloatArray()).containsExactly(values);
        }
    }

    @Test
    void readsBackARewrittenGraph() {
        Graph rewritten = graph(1.0);
        Plan plan = Plan.EMPTY.over(rewritten);

        PlanFile.write(folder, plan, graph(1e-6), ENGINE.manager());

        assertThat(files().read(folder, ENGINE.manager()).graph()).contains(rewritten);
    }

    @Test
    void tellsRealFromWholeAttributes() {
        GraphBuilder g = Graph.builder("one");
        Value x = g.input("x", DataType.FLOAT32, -1);
        Attributes attributes =
                Attributes.of("whole", 1L)
                        .with("real", 1.0)
                        .with("infinite", Double.NEGATIVE_INFINITY)
                        .with("reals", List.of(1.0, 2.0))
                        .with("text", "1")
                        .with("body", graph(1e-6));
        Graph graph = g.build(g.apply("Custom", List.of(x), attributes));

        PlanFile.write(folder, Plan.EMPTY.over(graph), graph, ENGINE.manager());

        assertThat(files().read(folder, ENGINE.manager()).graph()).contains(graph);
    }

    @Test
    void listsEverySiteOneALine() throws Exception {
        PlanFile.write(
                folder,
                new Plan(decisions(), Map.of(), Optional.empty()),
                graph(1e-6),
                ENGINE.manager());

        assertThat(Files.readString(folder.resolve("plan.json")))
                .contains(
                        """
                            {"because":"a \\"reason\\"","bits":4,"grid":"log-grid","op":"MatMul",\
                        "parameters":{"bits-per-code":4,"scale":0.1,"tau":2},"path":"fc2",\
                        "role":"input","site":"fc2:input","step":"quantize[0] x"},
                        """)
                .contains(
                        "{\"because\":null,\"bits\":32,\"grid\":null,\"op\":\"LayerNormalization\"");
    }

    @Test
    void writesTheSameBytesForTheSamePlan() throws Exception {
        Plan plan = new Plan(decisions(), Map.of(), Optional.empty());
        PlanFile.write(folder.resolve("a"), plan, graph(1e-6), ENGINE.manager());
        Plan back = files().read(folder.resolve("a"), ENGINE.manager());

        PlanFile.write(folder.resolve("b"), back, graph(1e-6), ENGINE.manager());

        for (String file : List.of("plan.json", "plan.safetensors")) {
            assertThat(folder.resolve("b").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("a").resolve(file));
        }
    }

    @Test
    void refusesAGridThatCannotBeWritten() {
        Grid odd =
                new Grid() {
                    @Override
                    public Value snap(GraphBuilder g, Value x) {
                        return x;
                    }

                    @Override
                    public double bits() {
                        return 1;
                    }

                    @Override
                    public String summary() {
                        return "";
                    }
                };
        Plan plan = new Plan(Map.of("fc1:input", decision(odd)), Map.of(), Optional.empty());

        assertThatThrownBy(() -> PlanFile.write(folder, plan, graph(1e-6), ENGINE.manager()))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("cannot be written down");
    }
}
