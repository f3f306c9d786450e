package dev.halftone.integer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Node;
import dev.halftone.graph.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the numbers stay the same is held by the transformer in IntegerModeTest. */
class ResidualsTest {
    private enum Read {
        BEFORE,
        AFTER,
        AS_OUTPUT
    }

    private static Graph graph(Read read) {
        GraphBuilder g = Graph.builder("net");
        Value x = g.input("x", DataType.FLOAT32, 1, 4);
        Value scale = g.parameter("scale", 1);
        Value shortcut = g.add(x, g.parameter("position", 1, 4));
        Value codes = g.apply("halftone.Codes", shortcut, scale);
        Value packed = g.parameter("packed", 4, 4);
        Value product = g.apply("halftone.IntegerLinear", codes, packed, scale, scale);
        Value sum = g.add(shortcut, product);
        return switch (read) {
            case BEFORE -> g.build(sum);
            case AFTER -> g.build(sum, g.apply("halftone.Codes", shortcut, scale));
            case AS_OUTPUT -> g.build(sum, shortcut);
        };
    }

    private static List<String> operators(Read read) {
        Graph graph = Residuals.added(graph(read));
        return graph.nodes().stream().map(Node::op).toList();
    }

    @Test
    void aLinearLayerAddsToItsShortcut() {
        assertThat(operators(Read.BEFORE))
                .containsExactly("Add", "halftone.Codes", "halftone.IntegerLinear");
    }

    @Test
    void aShortcutThatIsReadLaterIsLeftAlone() {
        assertThat(operators(Read.AFTER)).filteredOn("Add"::equals).hasSize(2);
        assertThat(operators(Read.AS_OUTPUT)).filteredOn("Add"::equals).hasSize(2);
    }
}
