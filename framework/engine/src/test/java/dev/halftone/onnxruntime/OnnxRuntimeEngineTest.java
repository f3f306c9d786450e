package dev.halftone.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.engine.Apart;
import dev.halftone.engine.Engine;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Rounding;
import dev.halftone.plan.Plan;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("engine")
class OnnxRuntimeEngineTest {

    @Test
    void tellsHowFarItIsFromTheSimulationAtEverySite() {
        TorchEngine torch = TorchEngine.start("cpu");
        OnnxRuntime runtime = OnnxRuntime.start(1, torch.isExact());
        try (Engine engine = new OnnxRuntimeEngine(runtime, torch);
                NDManager manager = engine.manager().newSubManager()) {
            Graph graph = padded();
            NDList x = new NDList(manager.randomUniform(-3, 3, new Shape(2, 4, 9, 9)));

            Map<String, Apart> apart =
                    engine.drift(graph, random(graph, manager), onEveryInput(graph), x);

            assertThat(apart).containsOnlyKeys("one:input", "two:input", "three:input");
            assertThat(apart.get("one:input")).isEqualTo(new Apart(0, 0));
            assertThat(apart.values())
                    .allSatisfy(
                            site -> {
                                assertThat(site.steps()).isLessThanOrEqualTo(1);
                                assertThat(site.codes()).isLessThan(0.02);
                            });
        }
    }

    /** Two branches read the same value, and zeros are put around one by an operator. */
    private static Graph padded() {
        GraphBuilder g = Graph.builder("padded");
        Value x = g.input("x", DataType.FLOAT32, -1, 4, 9, 9);
        Value one = g.apply("Relu", g.conv(x, "one", 4, 8, 3, 1, 1));
        Value around = g.apply("Pad", one, g.integers(0, 0, 1, 1, 0, 0, 1, 1));
        Value two = g.conv(around, "two", 8, 8, 3, 1, 0);
        Value three = g.conv(one, "three", 8, 8, 1, 1, 0);
        return g.build(g.apply("Add", two, three));
    }

    private static Plan onEveryInput(Graph graph) {
        Affine input = new Affine(List.of(0.03f), List.of(100), 0, 255, 0, 0, Rounding.DIVIDE);
        Affine weight = new Affine(List.of(0.004f), List.of(0), -127, 127, 0, 0, Rounding.DIVIDE);
        Plan plan = Plan.EMPTY;
        for (Site site : Sites.of(graph)) {
            if (site.isWeight()) {
                plan = plan.with(site, weight);
            } else if (site.id().endsWith(":input")) {
                plan = plan.with(site, input);
            }
        }
        return plan;
    }

    private static Map<String, NDArray> random(Graph graph, NDManager manager) {
        Map<String, NDArray> weights = new LinkedHashMap<>();
        graph.parameters()
                .forEach(
                        (name, spec) ->
                                weights.put(
                                        name, manager.randomUniform(-0.5f, 0.5f, spec.shape())));
        return weights;
    }
}
