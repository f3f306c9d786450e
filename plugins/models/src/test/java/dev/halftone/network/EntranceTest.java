package dev.halftone.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

final class EntranceTest {
    @AutoClose private static final TorchEngine ENGINE = TorchEngine.start("cpu");

    /** Gives back what it takes. */
    private static Graph taking(DataType type, long... shape) {
        GraphBuilder g = Graph.builder("net");
        return g.build(g.transpose(g.input("x", type, shape), 0, 1, 2, 3));
    }

    private static NDArray entered(Graph graph, float[] picture, Shape shape) {
        try (Program program = ENGINE.compile(graph, Map.of(), Plan.EMPTY, Set.of())) {
            return program.run(new NDList(ENGINE.manager().create(picture, shape))).get(0);
        }
    }

    @Test
    void turnsPicturesForNetworksWithChannelsLast() {
        Graph graph = Entrance.into(taking(DataType.FLOAT32, -1, 2, 1, 3));

        assertThat(graph.inputs().get(0).shape()).isEqualTo(new Shape(-1, 3, 2, 1));
        NDArray entered = entered(graph, new float[] {1, 2, 3, 4, 5, 6}, new Shape(1, 3, 2, 1));
        assertThat(entered.getShape()).isEqualTo(new Shape(1, 2, 1, 3));
        assertThat(entered.toFloatArray()).containsExactly(1, 3, 5, 2, 4, 6);
    }

    @Test
    void makesWholeNumbersForNetworksThatTakeThem() {
        Graph graph = Entrance.into(taking(DataType.UINT8, -1, 2, 1, 3));

        assertThat(graph.inputs().get(0).type()).isEqualTo(DataType.FLOAT32);
        NDArray entered = entered(graph, new float[] {1, 2, 3, 4, 5, 255}, new Shape(1, 3, 2, 1));
        assertThat(entered.getDataType()).isEqualTo(DataType.UINT8);
        assertThat(entered.toUint8Array()).containsExactly(1, 3, 5, 2, 4, 255);
    }

    @Test
    void leavesOtherNetworksAlone() {
        Graph first = taking(DataType.FLOAT32, -1, 3, 8, 8);
        Graph open = taking(DataType.FLOAT32, -1, -1, -1, -1);
        Graph either = taking(DataType.FLOAT32, -1, 3, 8, 3);

        assertThat(Entrance.into(first)).isSameAs(first);
        assertThat(Entrance.into(open)).isSameAs(open);
        assertThat(Entrance.into(either)).isSameAs(either);
    }
}
