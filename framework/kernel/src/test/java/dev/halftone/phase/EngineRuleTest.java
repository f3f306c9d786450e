package dev.halftone.phase;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import dev.halftone.experiment.Mode;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

class EngineRuleTest {

    private static Graph network(int convolutions, int layers) {
        GraphBuilder g = Graph.builder("net");
        Value x = g.input("x", DataType.FLOAT32, -1, 3, 8, 8);
        for (int i = 0; i < convolutions; i++) {
            x = g.conv(x, "conv" + i, 3, 3, 3, 1, 1);
        }
        for (int i = 0; i < layers; i++) {
            x = g.linear(x, "fc" + i, 8, 8);
        }
        return g.build(x);
    }

    @Test
    void aConvNetIsEvaluatedByOnnxRuntime() {
        assertThat(EngineRule.prefersOnnxRuntime(network(3, 1), Mode.AUTO, true)).isTrue();
        assertThat(EngineRule.prefersOnnxRuntime(network(3, 1), Mode.FLOAT, true)).isTrue();
        assertThat(EngineRule.prefersOnnxRuntime(network(3, 1), Mode.INTEGER, true)).isTrue();
    }

    @Test
    void aTransformerIsEvaluatedByPyTorch() {
        assertThat(EngineRule.prefersOnnxRuntime(network(1, 4), Mode.AUTO, true)).isFalse();
        assertThat(EngineRule.prefersOnnxRuntime(network(1, 1), Mode.AUTO, true)).isFalse();
    }

    @Test
    void simulationAndOtherDevicesArePyTorchs() {
        assertThat(EngineRule.prefersOnnxRuntime(network(3, 1), Mode.SIMULATED, true)).isFalse();
        assertThat(EngineRule.prefersOnnxRuntime(network(3, 1), Mode.AUTO, false)).isFalse();
    }

    @Test
    void whatDecidesWhileItRunsIsPyTorchs() {
        GraphBuilder g = Graph.builder("net");
        Value x = g.input("x", DataType.FLOAT32, -1, 3, 8, 8);
        Value y = g.apply("Loop", List.of(g.conv(x, "conv", 3, 3, 3, 1, 1)), Attributes.NONE);

        assertThat(EngineRule.prefersOnnxRuntime(g.build(y), Mode.AUTO, true)).isFalse();
    }
}
