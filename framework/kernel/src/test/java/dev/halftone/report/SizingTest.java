package dev.halftone.report;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Range;
import dev.halftone.plan.Plan;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.List;
import org.junit.jupiter.api.Test;

class SizingTest {

    private static final Graph GRAPH = graph();

    private static Graph graph() {
        GraphBuilder g = Graph.builder("one");
        return g.build(g.linear(g.input("x", DataType.FLOAT32, -1, 16), "fc", 16, 4));
    }

    private static Site weight() {
        return Sites.of(GRAPH).stream().filter(Site::isWeight).findFirst().orElseThrow();
    }

    @Test
    void countsFloatsWhereNothingIsDecided() {
        assertThat(Sizing.of(GRAPH, Plan.EMPTY)).isEqualTo(new Size(4 * 68, 4 * 68, 0));
    }

    @Test
    void countsCodesAndScalesOfWeights() {
        List<Float> ones = List.of(1f, 1f, 1f, 1f);
        Affine grid = Affine.covering(new Range(ones, ones), 6, true).along(0);

        Size size = Sizing.of(GRAPH, Plan.EMPTY.with(weight(), grid));

        assertThat(size.quantizedBytes()).isEqualTo(64 * 6 / 8 + 4 * 4 + 4 * 4);
    }

    @Test
    void countsZeroPoints() {
        Affine grid = Affine.covering(Range.of(-1, 2), 8, false);

        Size size = Sizing.of(GRAPH, Plan.EMPTY.with(weight(), grid));

        assertThat(size.quantizedBytes()).isEqualTo(64 + 4 + 1 + 4 * 4);
        assertThat(size.quantizedParameters()).isEqualTo(64 + 4);
        assertThat(size.savedMib()).isEqualTo((272 - 85) / 1048576.0);
    }
}
