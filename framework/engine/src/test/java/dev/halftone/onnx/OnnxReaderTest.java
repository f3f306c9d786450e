package dev.halftone.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Node;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a graph looks like once it is read. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OnnxReaderTest {
    @AutoClose private final TorchEngine engine = TorchEngine.start("cpu");

    @Test
    void sitesOfAnExportedTransformerAreAtItsModules() throws IOException {
        List<Site> sites = Sites.of(read("exported.zip", "vit_17").graph());

        assertThat(sites)
                .extracting(Site::id)
                .contains(
                        "patch_embed.proj:weight",
                        "blocks.0.attn.qkv:weight",
                        "blocks.0.attn:query",
                        "blocks.0.attn:probabilities",
                        "blocks.1.mlp.fc2:input",
                        "head:weight");
    }

    @Test
    void sharedWeightsAreParametersWhereverTheyAreRead() throws IOException {
        OnnxModel model = read("exported.zip", "vit_17");

        assertThat(model.graph().nodes()).extracting(Node::op).doesNotContain("Identity");
        assertThat(model.weights().keySet()).isEqualTo(model.graph().parameters().keySet());
    }

    @Test
    void chainsOfShapesBecomeNumbers() throws IOException {
        List<Node> nodes = read("versions.zip", "shapes").graph().nodes();

        assertThat(nodes).extracting(Node::op).containsExactly("Constant", "Reshape");
        assertThat(nodes.get(0).attributes().integers("value_ints")).contains(List.of(2L, -1L));
    }

    @Test
    void functionsAreReplacedByWhatIsInThem() throws IOException {
        List<Node> nodes = read("versions.zip", "functions").graph().nodes();

        assertThat(nodes).extracting(Node::op).containsExactly("Add", "LeakyRelu");
    }

    @Test
    void pathsOfExportersBecomeModulePaths() {
        assertThat(Paths.of("/blocks/blocks.0/attn/MatMul", "")).isEqualTo("blocks.0.attn");
        assertThat(Paths.of("/layer1/layer1.0/conv1/Conv", "")).isEqualTo("layer1.0.conv1");
        assertThat(Paths.of("/Softmax", "")).isEqualTo("Softmax");
        assertThat(Paths.of("Conv_12", "backbone.conv1.weight")).isEqualTo("backbone.conv1");
        assertThat(Paths.of("Conv_12", "onnx::Conv_4")).isEqualTo("Conv_12");
    }

    @Test
    void knownOperatorsComeWithTheirVersions() {
        assertThat(KnownOperators.all())
                .containsEntry("Conv", "7–28")
                .containsEntry("Gelu", "20–28")
                .containsEntry("Upsample", "7–9")
                .doesNotContainKey("halftone.Linear")
                .hasSizeGreaterThan(115);
    }

    private OnnxModel read(String zip, String name) throws IOException {
        try (CaseZip cases = CaseZip.open(Path.of("src/test/resources/onnx", zip))) {
            return new OnnxReader(engine.manager()).read(cases.read(name).model());
        }
    }
}
