package dev.halftone.compile;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Range;
import dev.halftone.plan.Plan;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SnapsTest {
    private static final Affine GRID = Affine.covering(Range.of(-1, 3), 8, false);
    private static final Affine OTHER = Affine.covering(Range.of(-1, 4), 8, false);

    /** What the GELU reads is what the convolution makes. */
    private static long snaps(Affine made, Affine read, Set<String> learned) {
        GraphBuilder g = Graph.builder("net");
        Value x = g.conv(g.input("x", DataType.FLOAT32, -1, 4, 9, 9), "conv", 4, 8, 3, 1, 1);
        Graph graph = g.build(g.gelu(x));
        Plan plan = Plan.EMPTY;
        for (Site site : Sites.of(graph)) {
            boolean first = site.id().equals("conv:output");
            plan = first ? plan.with(site, made) : plan;
            plan = site.role() == Role.OPERAND ? plan.with(site, read) : plan;
        }
        return Snaps.insert(Bound.of(graph, Map.of(), plan), plan, learned).graph().nodes().stream()
                .filter(node -> node.op().equals("halftone.FakeQuantize"))
                .count();
    }

    @Test
    void whatLiesOnAGridLandsOnItOnce() {
        assertThat(snaps(GRID, GRID, Set.of())).isEqualTo(1);
    }

    @Test
    void anotherGridOrALearnedOneLandsAgain() {
        assertThat(snaps(GRID, OTHER, Set.of())).isEqualTo(2);
        assertThat(snaps(GRID, GRID, Set.of("conv:output.scale"))).isEqualTo(2);
    }
}
