package dev.halftone.compile;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Node;
import dev.halftone.graph.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That the numbers stay the same is held by the models' own tests against other code. */
final class AttentionsTest {
    private static final String OP = "halftone.PositionedAttention";

    private static Graph graph(boolean watched) {
        return graph(watched, false);
    }

    private static Graph graph(boolean watched, boolean snapped) {
        GraphBuilder g = Graph.builder("net");
        Value q = g.input("q", DataType.FLOAT32, 1, 2, 6, 4);
        Value k = g.input("k", DataType.FLOAT32, 1, 2, 4, 6);
        Value v = g.input("v", DataType.FLOAT32, 1, 2, 6, 4);
        Value rows = g.input("rows", DataType.FLOAT32, 1, 2, 6, 2, 1);
        Value columns = g.input("columns", DataType.FLOAT32, 1, 2, 6, 1, 3);
        Value scores = g.multiply(g.matmul(q, k), g.scalar(0.5));
        Value square = g.add(g.add(g.reshape(scores, 0, 0, 0, 2, 3), rows), columns);
        Value weights = g.softmax(g.reshape(square, 0, 0, 0, -1), -1);
        if (snapped) {
            Value scale = g.array("scale", new float[] {0.25f}, 1);
            Value zero = g.array("zero", new float[] {1}, 1);
            Attributes codes = Attributes.of("low", 0).with("high", 4);
            weights = g.apply("halftone.FakeQuantize", List.of(weights, scale, zero), codes);
        }
        Value out = g.matmul(weights, v);
        return watched ? g.build(out, weights) : g.build(out);
    }

    private static Bound bound(Graph graph) {
        Map<String, float[]> arrays = new HashMap<>();
        graph.parameters().keySet().forEach(name -> arrays.put(name, new float[] {0.25f}));
        return new Bound(graph, Map.of(), arrays);
    }

    private static List<String> operators(Graph graph) {
        return graph.nodes().stream().map(Node::op).toList();
    }

    @Test
    void makesOneNodeOfAnAttentionWithPositions() {
        assertThat(operators(Attentions.fuse(bound(graph(false)))))
                .contains(OP)
                .doesNotContain("MatMul", "Softmax", "Add");
    }

    @Test
    void leavesAnAttentionWhoseProbabilitiesAreLookedAt() {
        assertThat(operators(Attentions.fuse(bound(graph(true)))))
                .doesNotContain(OP)
                .contains("Softmax");
    }

    @Test
    void takesTheGridOfProbabilitiesIn() {
        Graph graph = graph(false, true);
        assertThat(operators(Attentions.fuse(bound(graph))))
                .contains(OP)
                .doesNotContain("Softmax", "halftone.FakeQuantize");
        assertThat(operators(Attentions.fuse(new Bound(graph, Map.of(), Map.of()))))
                .doesNotContain(OP);
    }
}
