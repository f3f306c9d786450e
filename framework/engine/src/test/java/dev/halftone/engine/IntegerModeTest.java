package dev.halftone.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.halftone.graph.Graph;
import dev.halftone.integer.IntegerGraph;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IntegerModeTest {

    @Test
    void aTransformerAnswersAsItDoesSimulated() {
        try (TorchEngine engine = TorchEngine.start("cpu");
                NDManager manager = engine.manager().newSubManager()) {
            Graph graph = TinyVit.graph();
            Map<String, NDArray> weights = TinyVit.weights(manager);
            Plan plan = TinyVit.plan(weights);
            assertThat(engine.placement(graph, weights, plan).simulated()).isEmpty();
            NDList pictures = TinyVit.pictures(manager);
            try (Program simulated = engine.compile(graph, weights, plan, Set.of());
                    Program integer = engine.integer(graph, weights, plan)) {
                float[] a = simulated.run(pictures).get(0).toFloatArray();
                float[] b = integer.run(pictures).get(0).toFloatArray();
                float[] c = integer.run(pictures).get(0).toFloatArray();
                assertThat(c).isEqualTo(b);
                for (int i = 0; i < a.length; i++) {
                    assertThat(b[i]).isCloseTo(a[i], org.assertj.core.data.Offset.offset(1e-4f));
                }
            }
        }
    }

    @Test
    void tellsHowFarItIsFromTheSimulationAtEverySite() {
        try (TorchEngine engine = TorchEngine.start("cpu");
                NDManager manager = engine.manager().newSubManager()) {
            Graph graph = TinyVit.graph();
            Map<String, NDArray> weights = TinyVit.weights(manager);
            Plan plan = TinyVit.plan(weights);
            Map<String, Apart> apart =
                    engine.drift(graph, weights, plan, TinyVit.pictures(manager));
            assertThat(apart).containsKeys("patch_embed.proj:input", "head:input");
            assertThat(apart.values())
                    .allSatisfy(
                            site -> {
                                assertThat(site.steps()).isLessThanOrEqualTo(1);
                                assertThat(site.codes()).isLessThan(0.02);
                            });
        }
    }

    @Test
    void keepsWhatLiesBetweenProductsInIntegers() {
        try (TorchEngine engine = TorchEngine.start("cpu");
                NDManager manager = engine.manager().newSubManager()) {
            Graph graph = TinyVit.graph();
            Map<String, NDArray> weights = TinyVit.weights(manager);
            Plan plan = TinyVit.plan(weights);
            Graph lowered = IntegerGraph.of(graph, weights, plan, true).bound().graph();
            assertThat(lowered.nodes())
                    .filteredOn(node -> node.attributes().text("post", "").equals("gelu"))
                    .hasSize(2);
            assertThat(lowered.nodes())
                    .filteredOn(node -> node.attributes().has("unit"))
                    .isNotEmpty();
            assertThat(lowered.nodes()).noneMatch(node -> node.op().equals("Gelu"));
            assertThat(lowered.nodes())
                    .filteredOn(node -> node.op().equals("halftone.IntegerLinear"))
                    .filteredOn(node -> !node.input(5).isEmpty())
                    .hasSize(4);
        }
    }
}
