package dev.halftone.compile;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import dev.halftone.compile.Observed.Look;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Granularity;
import dev.halftone.plan.Plan;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ObservedTest {
    private static final Graph GRAPH = graph();

    /**
     * A linear layer, whose output another one reads after its tokens and features change places.
     */
    private static Graph graph() {
        GraphBuilder g = Graph.builder("two layers");
        Value x = g.input("x", DataType.FLOAT32, -1, 4, 6);
        Value turned = g.transpose(g.linear(x, "first", 6, 5), 0, 2, 1);
        return g.build(g.linear(turned, "second", 4, 3));
    }

    @Test
    void looksOnceAtATensorThatIsOnlyRearranged() {
        for (String op : List.of(Observed.EXTREMES, Observed.SAMPLE)) {
            List<Look> looks =
                    List.of(
                            new Look(site("first:output"), op, Granularity.TENSOR),
                            new Look(site("second:input"), op, Granularity.TENSOR),
                            new Look(site("second:input"), op, Granularity.CHANNEL));
            List<Integer> outputs =
                    observed(looks).answers().stream().map(Observed.Answer::output).toList();
            // Which values a sample takes depends on their order.
            assertThat(outputs)
                    .isEqualTo(op.equals(Observed.SAMPLE) ? List.of(0, 1, 2) : List.of(0, 0, 1));
        }
    }

    @Test
    void looksOnceAtATensorAndANumberOfTimesIt() {
        GraphBuilder g = Graph.builder("scores");
        Value x = g.linear(g.input("x", DataType.FLOAT32, -1, 4), "first", 4, 4);
        Graph graph = g.build(g.linear(g.multiply(x, g.scalar(0.125)), "second", 4, 4));
        List<Look> looks =
                Sites.of(graph).stream()
                        .filter(s -> Set.of("first:output", "second:input").contains(s.id()))
                        .map(s -> new Look(s, Observed.EXTREMES, Granularity.TENSOR))
                        .toList();
        assertThat(Observed.of(Bound.of(graph, Map.of(), Plan.EMPTY), looks).answers())
                .containsExactlyInAnyOrder(
                        new Observed.Answer(0, 1), new Observed.Answer(0, 0.125f));
    }

    @Test
    void countsFromTheEndsThatAreLookedAtAnyway() {
        Site site = site("second:input");
        Observed observed =
                observed(
                        List.of(
                                new Look(site, Observed.EXTREMES, Granularity.TENSOR),
                                new Look(site, Observed.COUNTS, Granularity.TENSOR),
                                new Look(site, Observed.MAGNITUDES, Granularity.TENSOR)));
        Graph graph = observed.bound().graph();
        String ends = graph.outputs().get(observed.answers().get(0).output());
        assertThat(graph.outputs()).hasSize(3);
        for (int look = 1; look < 3; look++) {
            String counts = graph.outputs().get(observed.answers().get(look).output());
            assertThat(graph.producer(counts).orElseThrow().input(1)).isEqualTo(ends);
        }
    }

    private static Observed observed(List<Look> looks) {
        return Observed.of(Bound.of(GRAPH, Map.of(), Plan.EMPTY), looks);
    }

    private static Site site(String id) {
        return Sites.of(GRAPH).stream().filter(s -> s.id().equals(id)).findFirst().orElseThrow();
    }
}
