package dev.halftone.segment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halftone.graph.Graph;
import dev.halftone.graph.TensorSpec;
import dev.halftone.grid.Affine;
import dev.halftone.grid.Range;
import dev.halftone.plan.Plan;
import dev.halftone.report.Sizing;
import dev.halftone.site.Selector;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class EfficientVitTest {

    private static Graph graph(EfficientVitSize size) {
        return graph(size.shape());
    }

    private static Graph graph(EfficientVitShape shape) {
        return EfficientVitSam.graph(shape, true);
    }

    /** As torchinfo counts the encoder; running statistics are no parameters. */
    @ParameterizedTest
    @CsvSource({"L0, 30728224", "L1, 43585568", "L2, 57264032", "XL0, 112893344", "XL1, 199281568"})
    void hasThePublishedNumberOfParameters(EfficientVitSize size, long parameters) {
        long count =
                graph(size).parameters().values().stream()
                        .filter(spec -> spec.name().startsWith("image_encoder."))
                        .filter(spec -> !spec.name().contains(".running_"))
                        .mapToLong(spec -> spec.shape().size())
                        .sum();

        assertThat(count).isEqualTo(parameters);
    }

    /** Millions with prompt encoder and mask decoder, as the authors' page has them. */
    @ParameterizedTest
    @CsvSource({"L0, 34.8", "L1, 47.7", "L2, 61.3", "XL0, 117.0", "XL1, 203.3"})
    void hasThePublishedMillionsOfParametersInAll(EfficientVitSize size, double millions) {
        long count =
                graph(size).parameters().values().stream()
                        .filter(spec -> !spec.name().contains(".running_"))
                        .mapToLong(spec -> spec.shape().size())
                        .sum();

        assertThat(Math.round(count / 1e5) / 10.0).isEqualTo(millions);
    }

    /** Whatever one tensor is missing, the others tell what it would have: only that is told. */
    @Test
    void knowsTheGraphWhereATensorIsMissing() {
        Map<String, TensorSpec> right = graph(EfficientVitSize.L0).parameters();
        for (String name : right.keySet()) {
            Map<String, TensorSpec> tensors = new LinkedHashMap<>(right);
            tensors.remove(name);

            Map<String, TensorSpec> made =
                    graph(EfficientVitShape.of("a file", tensors)).parameters();
            assertThat(made.keySet()).as(name).isEqualTo(right.keySet());
        }
    }

    @ParameterizedTest
    @EnumSource(EfficientVitSize.class)
    void readsItsSizesBackFromItsOwnShapes(EfficientVitSize size) {
        assertThat(EfficientVitShape.of("a file", graph(size).parameters()))
                .isEqualTo(size.shape());
    }

    /** The numbers of layers that the original's schemes have, with those it left out (D7). */
    @ParameterizedTest
    @CsvSource({"L0, 65", "L1, 91", "L2, 121", "XL0, 73", "XL1, 131"})
    void labelsAsManyLayersAsTheOriginalNames(EfficientVitSize size, int count) {
        assertThat(
                        graph(size).nodes().stream()
                                .map(node -> node.labels())
                                .filter(labels -> labels.containsKey("layer"))
                                .map(
                                        l ->
                                                l.get("stage")
                                                        + ":"
                                                        + l.get("block")
                                                        + ":"
                                                        + l.get("layer"))
                                .distinct())
                .hasSize(count);
    }

    /** Megabytes saved by the original's schemes: seeds-spec 2.8. */
    @ParameterizedTest
    @CsvSource({
        "L0, 29.28, 18.55, 6.99, 15.77, 9.77",
        "L1, 41.54, 27.22, 9.66, 21.94, 14.94",
        "L2, 54.57, 36.68, 13.11, 28.90, 20.89",
        "XL0, 107.61, 72.22, 28.68, 56.72, 44.18",
        "XL1, 189.96, 133.33, 53.77, 102.83, 84.27"
    })
    void savesThePublishedMegabytes(
            EfficientVitSize size,
            double int8,
            double mixDwsc,
            double mixMbcNeck,
            double twoFlags,
            double threeFlags) {
        Graph graph = graph(size);
        Predicate<Site> neck = site -> is(site, "stage=neck");
        Predicate<Site> expand = site -> is(site, "kind=mb-expand");
        Predicate<Site> two = site -> is(site, "kind=mb-depthwise") || is(site, "kind=mb-project");
        Predicate<Site> three = expand.or(two);

        assertThat(saved(graph, site -> false)).isEqualTo(text(int8));
        assertThat(saved(graph, two)).isEqualTo(text(mixDwsc));
        assertThat(saved(graph, three.or(neck))).isEqualTo(text(mixMbcNeck));
        assertThat(saved(graph, two.or(neck))).isEqualTo(text(twoFlags));
        assertThat(saved(graph, three)).isEqualTo(text(threeFlags));
    }

    private static boolean is(Site site, String selector) {
        return new Selector(selector).matches(site, Selector.Default.OPERANDS);
    }

    /** As the report counts it, with a grid for each weight of the encoder not left out. */
    private static String saved(Graph graph, Predicate<Site> leftOut) {
        Plan plan = Plan.EMPTY;
        for (Site site : Sites.of(graph)) {
            if (site.isWeight() && is(site, "image_encoder.**") && !leftOut.test(site)) {
                plan = plan.with(site, Affine.covering(Range.of(-1, 1), 8, true));
            }
        }
        return text(Sizing.of(graph, plan).savedMibFromFloat16());
    }

    private static String text(double megabytes) {
        return String.format(Locale.ROOT, "%.2f", megabytes);
    }

    @Test
    void callsALayerOfAnAttentionBlockAsTheOriginalDoes() {
        List<String> paths =
                Sites.of(graph(EfficientVitSize.L0)).stream()
                        .filter(Site::isWeight)
                        .filter(site -> is(site, "stage=4 block=1 layer=0"))
                        .map(Site::path)
                        .toList();

        String block = "image_encoder.backbone.stages.4.op_list.1.context_module.main.";
        assertThat(paths)
                .containsExactly(block + "qkv.conv", block + "aggreg.0.0", block + "aggreg.0.1");
    }
}
