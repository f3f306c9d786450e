package dev.halftone.phase;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.engine.Engine;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

final class ClassesTest {
    @AutoClose private static final Engine ENGINE = TorchEngine.start("cpu");

    private final GraphBuilder g = Graph.builder("net");
    private final Value tokens = g.input("x", DataType.FLOAT32, -1, 3, 4);
    private final Value features = g.pick(g.layerNorm(tokens, "norm", 4, 1e-6), 1, 0);

    private static NDArray zeros(long... shape) {
        return ENGINE.manager().zeros(new Shape(shape));
    }

    @Test
    void aRowOfALayerScoresClasses() {
        Graph graph = g.build(g.linear(features, "head", 4, 2));

        assertThat(Classes.isIn(graph, zeros(1, 2))).isTrue();
        assertThat(Classes.isIn(graph, zeros(1, 3, 2))).isFalse();
        assertThat(Classes.isIn(graph, zeros(5, 2))).isFalse();
    }

    @Test
    void featuresBehindANormalizationAreNoClasses() {
        assertThat(Classes.isIn(g.build(features), zeros(1, 4))).isFalse();
    }
}
