package dev.halftone.compile;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Node;
import dev.halftone.graph.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the numbers stay the same is held by the models' own tests against other code. */
final class AttentionsTest {
    private static final String OP = "halftone.PositionedAttention";

    private static Graph graph(boolean watched) {
        GraphBuilder g = Graph.builder("net");
        Value q = g.input("q", DataType.FLOAT32, 1, 2, 6, 4);
        Value k = g.input("k", DataType.FLOAT32, 1, 2, 4, 6);
        Value v = g.input("v", DataType.FLOAT32, 1, 2, 6, 4);
        Value rows = g.input("rows", DataType.FLOAT32, 1, 2, 6, 2, 1);
        Value columns = g.input("columns", DataType.FLOAT32, 1, 2, 6, 1, 3);
        Value scores = g.multiply(g.matmul(q, k), g.scalar(0.5));
        Value square = g.add(g.add(g.reshape(scores, 0, 0, 0, 2, 3), rows), columns);
        Value weights = g.softmax(g.reshape(square, 0, 0, 0, -1), -1);
        Value out = g.matmul(weights, v);
        return watched ? g.build(out, weights) : g.build(out);
    }

    private static List<String> operators(Graph graph) {
        return graph.nodes().stream().map(Node::op).toList();
    }

    @Test
    void makesOneNodeOfAnAttentionWithPositions() {
        assertThat(operators(Attentions.fuse(graph(false))))
                .contains(OP)
                .doesNotContain("MatMul", "Softmax", "Add");
    }

    @Test
    void leavesAnAttentionWhoseProbabilitiesAreLookedAt() {
        assertThat(operators(Attentions.fuse(graph(true)))).doesNotContain(OP).contains("Softmax");
    }
}
