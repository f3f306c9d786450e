package dev.halftone.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Attributes;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Granularity;
import dev.halftone.grid.Range;
import dev.halftone.plan.Plan;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks from files may compute in other types than float32 between their layers. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ObservedTypesTest {
    private static final long DOUBLE = 11;
    private static final long INT32 = 6;

    @AutoClose private final TorchEngine engine = TorchEngine.start("cpu");

    @ParameterizedTest
    @ValueSource(longs = {DOUBLE, INT32})
    void theEndsOfOtherTypesAreFoundToo(long type) {
        GraphBuilder g = Graph.builder("other");
        Value x = g.input("x", DataType.FLOAT32, 3);
        Value other = g.apply("Cast", List.of(x), Attributes.of("to", type));
        Graph graph = g.build(g.relu(other));
        Site site = ObservedLayer.site(graph, Role.OPERAND);
        Set<Statistic> ends = Set.of(new Statistic.Extremes(Granularity.TENSOR));

        try (Observation seen = engine.observe(graph, Map.of(), Plan.EMPTY, Map.of(site, ends))) {
            seen.add(new NDList(engine.manager().create(new float[] {-3, 1, 7}, new Shape(3))));

            assertThat(seen.extremes(site, Granularity.TENSOR)).containsExactly(Range.of(-3, 7));
        }
    }
}
