package dev.halftone.report;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.types.DataType;
import dev.halftone.graph.Graph;
import dev.halftone.graph.GraphBuilder;
import dev.halftone.graph.Value;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Range;
import dev.halftone.plan.Plan;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import org.junit.jupiter.api.Test;

class NetworkPictureTest {

    private static Graph network() {
        GraphBuilder g = Graph.builder("net");
        Value x = g.input("x", DataType.FLOAT32, -1, 4);
        for (int i = 0; i < 5; i++) {
            x = g.linear(x, "blocks." + i + ".fc<1>", 4, 4);
        }
        return g.build(g.linear(x, "head", 4, 2));
    }

    private static Plan plan(Graph graph) {
        Plan plan = Plan.EMPTY;
        for (Site site : Sites.of(graph)) {
            if (site.isWeight()) {
                int bits = site.path().startsWith("blocks.3.") ? 4 : 8;
                plan = plan.with(site, Affine.covering(Range.of(-1, 1), bits, true));
            }
        }
        return plan;
    }

    @Test
    void modulesThatAreAlikeShareARow() {
        String html = NetworkPicture.html(network(), plan(network()));

        assertThat(html.split("<g>", -1)).hasSize(1 + 3);
        assertThat(html)
                .contains("blocks.*.fc&lt;1&gt;<tspan class=\"times\"> × 4</tspan>")
                .contains(">blocks.3.fc&lt;1&gt;<", ">head<", ">weight 4<", ">weight 8<")
                .contains(">input float<")
                .doesNotContain("fc<1>");
    }

    @Test
    void aNetworkWithoutSitesHasNoPicture() {
        GraphBuilder g = Graph.builder("none");
        Value x = g.input("x", DataType.FLOAT32, -1, 4);

        assertThat(NetworkPicture.html(g.build(x), Plan.EMPTY)).isEmpty();
    }
}
