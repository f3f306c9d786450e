package dev.halftone.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.halftone.engine.Contrast.SiteError;
import dev.halftone.graph.Graph;
import dev.halftone.plan.Plan;
import dev.halftone.program.Program;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What contrast and isolation say, against programs that are run one by one. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ComparisonTest {
    private TorchEngine engine;
    private Map<String, NDArray> weights;
    private Graph graph;
    private Plan plan;

    @BeforeAll
    void start() {
        engine = TorchEngine.start("cpu");
        weights = TinyVit.weights(engine.manager());
        graph = TinyVit.graph();
        plan = TinyVit.plan(weights);
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    @Test
    void sumsUpTheErrorOfTheWholeNetworkAtItsLastSite() {
        Site head = site("head:output");
        try (Contrast contrast = engine.contrast(graph, weights, plan, Sites.of(graph));
                NDManager batch = engine.manager().newSubManager()) {
            NDList pictures = TinyVit.pictures(batch);
            contrast.add(pictures);
            contrast.add(pictures);
            float[] a = logits(Plan.EMPTY);
            float[] b = logits(plan);
            double noise = 0;
            double signal = 0;
            for (int i = 0; i < a.length; i++) {
                noise += 2 * Math.pow((double) a[i] - b[i], 2);
                signal += 2.0 * a[i] * a[i];
            }
            SiteError error = contrast.error(head);
            assertThat(error.noise()).isCloseTo(noise, Offset.offset(1e-5));
            assertThat(error.signal()).isCloseTo(signal, Offset.offset(1e-5));
            assertThat(error.count()).isEqualTo(30);
            assertThat(error.ownNoise()).isZero();
            assertThat(error.cosine()).isBetween(0.9, 1.0);
        }
    }

    @Test
    void tellsASitesOwnErrorFromTheOneItInherits() {
        try (Contrast contrast = engine.contrast(graph, weights, plan, Sites.of(graph));
                NDManager batch = engine.manager().newSubManager()) {
            contrast.add(TinyVit.pictures(batch));
            contrast.add(TinyVit.pictures(batch));
            SiteError first = contrast.error(site("patch_embed.proj:input"));
            assertThat(first.ownNoise()).isPositive().isEqualTo(first.noise());
            SiteError last = contrast.error(site("head:input"));
            assertThat(last.ownNoise()).isPositive().isLessThan(last.noise());
            SiteError weight = contrast.error(site("head:weight"));
            assertThat(weight.count()).isEqualTo(80);
            assertThat(weight.noise()).isPositive().isEqualTo(weight.ownNoise());
        }
    }

    @Test
    void findsNoErrorWithoutAPlan() {
        try (Contrast contrast = engine.contrast(graph, weights, Plan.EMPTY, Sites.of(graph));
                NDManager batch = engine.manager().newSubManager()) {
            contrast.add(TinyVit.pictures(batch));
            for (Site site : Sites.of(graph)) {
                assertThat(contrast.error(site).noise()).as(site.id()).isZero();
                assertThat(contrast.error(site).signal()).as(site.id()).isPositive();
            }
        }
    }

    @Test
    void quantizesEachSiteAlone() {
        try (Isolation isolation = engine.isolate(graph, weights, plan);
                NDManager batch = engine.manager().newSubManager()) {
            NDList pictures = TinyVit.pictures(batch);
            assertThat(isolation.run(pictures, Optional.empty()).get(0).toFloatArray())
                    .containsExactly(logits(Plan.EMPTY));
            for (String id :
                    List.of(
                            "head:weight",
                            "blocks.0.attn:probabilities",
                            "blocks.1.mlp.fc1:input")) {
                Site site = site(id);
                Plan alone = Plan.EMPTY.with(site, plan.grid(id).orElseThrow());
                assertThat(isolation.run(pictures, Optional.of(site)).get(0).toFloatArray())
                        .as(id)
                        .containsExactly(logits(alone));
            }
        }
    }

    private Site site(String id) {
        return Sites.of(graph).stream().filter(s -> s.id().equals(id)).findFirst().orElseThrow();
    }

    private float[] logits(Plan decided) {
        try (Program program = engine.compile(graph, weights, decided, Set.of());
                NDManager batch = engine.manager().newSubManager()) {
            return program.run(TinyVit.pictures(batch)).get(0).toFloatArray();
        }
    }
}
