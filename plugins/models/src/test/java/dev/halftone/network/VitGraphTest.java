package dev.halftone.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.graph.Graph;
import dev.halftone.graph.TensorSpec;
import dev.halftone.problem.ProblemException;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VitGraphTest {

    private static Graph graph(VitArch arch) {
        return VitGraph.of("vit", arch.shape());
    }

    private static VitShape of(Map<String, TensorSpec> tensors) {
        return VitShape.of("a file", tensors, 0, Positions.BICUBIC_ANTIALIASED);
    }

    /** As timm 1.0.31 counts them; B/16 also in seeds-spec of the original. */
    @ParameterizedTest
    @CsvSource({
        "TI_16, 5717416",
        "S_16, 22050664",
        "B_16, 86567656",
        "B_32, 88224232",
        "L_16, 304326632",
        "L_32, 306535400",
        "H_14, 632045800",
        "DEIT_TI_16, 5717416",
        "DEIT_S_16, 22050664",
        "DEIT_B_16, 86567656"
    })
    void hasThePublishedNumberOfParameters(VitArch arch, long parameters) {
        assertThat(graph(arch).parameterCount()).isEqualTo(parameters);
    }

    @Test
    void hasThePublishedNumberOfParametersForLargerPictures() {
        Graph large = VitGraph.of("vit", VitArch.B_16.shape().withImage(384));

        assertThat(large.parameterCount()).isEqualTo(86_859_496);
    }

    @Test
    void hasTheSitesOfAnAttentionInEveryBlock() {
        List<String> ids = Sites.of(graph(VitArch.TI_16)).stream().map(Site::id).toList();

        assertThat(ids)
                .contains(
                        "patch_embed.proj:input",
                        "patch_embed.proj:weight",
                        "blocks.11.attn:query",
                        "blocks.11.attn:key",
                        "blocks.11.attn:scores",
                        "blocks.11.attn:probabilities",
                        "blocks.11.attn:value",
                        "blocks.11.attn:context",
                        "blocks.7.mlp.fc2:input",
                        "blocks.7.residual1:left",
                        "blocks.7.residual2:right",
                        "blocks.7.residual2:output",
                        "blocks.7.norm1:operand",
                        "head:input")
                .noneMatch(id -> id.contains("#"));
    }

    /** 98 places in ViT-Ti: inputs of 50 layers, and q, k, v and probabilities of 12 blocks. */
    @Test
    void hasAsManyActivationsAsTheLayersAndAttentionsRead() {
        List<Site> sites = Sites.of(graph(VitArch.TI_16));

        assertThat(sites.stream().filter(site -> site.role().isActivation())).hasSize(98);
        assertThat(sites.stream().filter(Site::isWeight)).hasSize(50);
    }

    @Test
    void labelsNodesWithBlockAndKind() {
        Site site =
                Sites.of(graph(VitArch.TI_16)).stream()
                        .filter(s -> s.id().equals("blocks.3.attn.qkv:input"))
                        .findFirst()
                        .orElseThrow();

        assertThat(site.labels()).containsEntry("block", "3").containsEntry("kind", "attention");
    }

    @Test
    void readsItsSizesBackFromItsOwnShapes() {
        for (VitArch arch : VitArch.values()) {
            assertThat(of(graph(arch).parameters()).withHeads(1))
                    .isEqualTo(arch.shape().withHeads(1));
        }
    }

    @Test
    void findsLayerScaleInTheCheckpoint() {
        Map<String, TensorSpec> tensors = new LinkedHashMap<>(graph(VitArch.FASHION).parameters());
        tensors.put(
                "blocks.0.ls1.gamma",
                new TensorSpec("blocks.0.ls1.gamma", DataType.FLOAT32, new Shape(64)));

        VitShape shape = of(tensors);

        assertThat(VitGraph.of("vit", shape).parameters())
                .containsKeys("blocks.0.ls1.gamma", "blocks.3.ls2.gamma");
    }

    /** Whatever one tensor is missing, another tells what it would have: only that is told. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "patch_embed.proj.weight",
                "cls_token",
                "pos_embed",
                "blocks.0.norm1.weight",
                "blocks.0.attn.qkv.bias",
                "blocks.0.mlp.fc1.weight",
                "blocks.2.norm1.weight",
                "head.weight"
            })
    void knowsTheGraphWhereATensorIsMissing(String name) {
        Map<String, TensorSpec> tensors = new LinkedHashMap<>(graph(VitArch.TI_16).parameters());
        tensors.remove(name);

        Map<String, TensorSpec> made = VitGraph.of("vit", of(tensors)).parameters();

        assertThat(made).containsAllEntriesOf(tensors);
        assertThat(made.keySet()).hasSize(tensors.size() + 1).contains(name);
    }

    /** What most tensors say counts. */
    @Test
    void knowsTheGraphWhereATensorHasAnotherShape() {
        Map<String, TensorSpec> right = graph(VitArch.TI_16).parameters();
        Map<String, TensorSpec> tensors = new LinkedHashMap<>(right);
        String name = "blocks.0.mlp.fc1.weight";
        tensors.put(name, new TensorSpec(name, DataType.FLOAT32, new Shape(700, 200)));

        assertThat(VitGraph.of("vit", of(tensors)).parameters()).isEqualTo(right);
    }

    @Test
    void refusesTheTensorsOfAnotherNetworkAllAtOnce() {
        Map<String, TensorSpec> tensors =
                Map.of(
                        "conv1.weight",
                        new TensorSpec("conv1.weight", DataType.FLOAT32, new Shape(64, 3, 7, 7)));

        assertThatThrownBy(() -> of(tensors))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.problems()).hasSize(4));
    }
}
