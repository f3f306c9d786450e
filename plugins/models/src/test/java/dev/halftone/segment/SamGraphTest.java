package dev.halftone.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Graph;
import dev.halftone.graph.TensorSpec;
import dev.halftone.problem.ProblemException;
import dev.halftone.site.Selector;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class SamGraphTest {

    private static Graph graph(SamSize size) {
        return SamGraph.of(size.shape(), false, false);
    }

    /** The matrix of the Fourier features is a buffer and not counted by its authors. */
    @ParameterizedTest
    @CsvSource({"VIT_B, 93735472", "VIT_L, 312342832", "VIT_H, 641090608"})
    void hasThePublishedNumberOfParameters(SamSize size, long parameters) {
        assertThat(graph(size).parameterCount() - 2 * 128).isEqualTo(parameters);
    }

    @ParameterizedTest
    @EnumSource(SamSize.class)
    void readsItsSizesBackFromItsOwnShapes(SamSize size) {
        assertThat(SamShape.of("a file", graph(size).parameters(), 1e-5)).isEqualTo(size.shape());
    }

    /** Whatever one tensor is missing, the others tell what it would have: only that is told. */
    @Test
    void knowsTheGraphWhereATensorIsMissing() {
        Map<String, TensorSpec> right = graph(SamSize.TINY).parameters();
        for (String name : right.keySet()) {
            Map<String, TensorSpec> tensors = new LinkedHashMap<>(right);
            tensors.remove(name);
            SamShape shape = SamShape.of("a file", tensors, 1e-5);

            Map<String, TensorSpec> made = SamGraph.of(shape, false, false).parameters();
            assertThat(made.keySet()).as(name).isEqualTo(right.keySet());
            assertThat(made).as(name).containsAllEntriesOf(tensors);
        }
    }

    /** What PTQ4SAM quantizes in SAM-B, counted there: seeds-spec 1.3. */
    @ParameterizedTest
    @CsvSource({
        "image_encoder.blocks.**:activation, 96",
        "image_encoder.blocks.**:weight, 48",
        "image_encoder.neck.**:activation, 2",
        "image_encoder.neck.**:weight, 2",
        "mask_decoder.transformer.**:activation, 60",
        "mask_decoder.transformer.**:weight, 32"
    })
    void hasTheSitesOfTheOriginal(String selector, int count) {
        List<Site> sites = Sites.of(graph(SamSize.VIT_B));

        assertThat(sites)
                .filteredOn(s -> new Selector(selector).matches(s, Selector.Default.OPERANDS))
                .hasSize(count);
    }

    @Test
    void namesTheSitesOfAnAttentionAsTheirModules() {
        List<String> ids = Sites.of(graph(SamSize.VIT_B)).stream().map(Site::id).toList();

        assertThat(ids)
                .contains(
                        "image_encoder.blocks.2.attn:query",
                        "image_encoder.blocks.2.attn:key",
                        "image_encoder.blocks.2.attn:value",
                        "image_encoder.blocks.2.attn:probabilities",
                        "image_encoder.blocks.2.attn.qkv:input",
                        "image_encoder.blocks.2.mlp.lin2:input",
                        "mask_decoder.transformer.layers.1.cross_attn_token_to_image:key",
                        "mask_decoder.transformer.final_attn_token_to_image.k_proj:output")
                .noneMatch(id -> id.startsWith("prompt_encoder") && id.endsWith(":weight"));
    }

    /** The positions read the query as quantized too: the site is where it is made. */
    @Test
    void quantizesAQueryForItsPositionsToo() {
        Site query =
                Sites.of(graph(SamSize.TINY)).stream()
                        .filter(s -> s.id().equals("image_encoder.blocks.0.attn:query"))
                        .findFirst()
                        .orElseThrow();

        assertThat(query.place()).isEqualTo(new Site.Made());
    }

    @Test
    void hasTheSameParametersWithASecondPass() {
        assertThat(SamGraph.of(SamSize.TINY.shape(), true, true).parameters())
                .containsExactlyInAnyOrderEntriesOf(graph(SamSize.TINY).parameters());
    }

    @Test
    void refusesTheTensorsOfAnotherNetworkAllAtOnce() {
        Map<String, TensorSpec> tensors =
                Map.of(
                        "conv1.weight",
                        new TensorSpec("", DataType.FLOAT32, new Shape(64, 3, 7, 7)));

        assertThatThrownBy(() -> SamShape.of("resnet.pth", tensors, 1e-5))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problems()).hasSizeGreaterThan(7));
    }

    @Test
    void asksForHeadsThatNoShapeTells() {
        DecoderShape shape = new DecoderShape(128, 16, 48, 2, 0, 96, 2, 16, 4, 48, 1e-5);

        assertThatThrownBy(() -> shape.withHeads(Optional.empty()))
                .hasMessageContaining("'decoder-heads' should divide the 24 channels")
                .hasMessageContaining("is not given");
        assertThat(shape.withHeads(Optional.of(3)).heads()).isEqualTo(3);
    }
}
