package dev.halftone.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.halftone.checkpoint.CheckpointFiles;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.Graph;
import dev.halftone.model.Network;
import dev.halftone.model.Preprocessing;
import dev.halftone.model.Weights;
import dev.halftone.plan.Plan;
import dev.halftone.plugin.Seed;
import dev.halftone.program.Program;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vision transformers against transformers' and timm's, from files as these store them. */
@Tag("engine")
final class VitParityTest {
    private static final Reference EXPECTED = Reference.resource("vit.json");
    @AutoClose private static final TorchEngine ENGINE = TorchEngine.start("cpu");

    @TempDir Path folder;

    private static String made(String name) {
        try {
            Path file = Path.of(VitParityTest.class.getResource("/parity/" + name).toURI());
            return file.toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static CheckpointFiles files() {
        return new CheckpointFiles(Path.of(""), ENGINE.manager());
    }

    private static Network vit(String file, int side) {
        Vit model =
                new Vit(
                        new Weights(file),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(side),
                        Preprocessing.Overrides.NONE,
                        new Seed(0));
        return model.network(files());
    }

    private static void answers(Network network, String expected) {
        answers(network, EXPECTED, expected);
    }

    private static void answers(Network network, Reference reference, String expected) {
        long side = network.graph().inputs().get(0).shape().get(2);
        try (NDManager inside = ENGINE.manager().newSubManager();
                Program program =
                        ENGINE.compile(network.graph(), network.weights(), Plan.EMPTY, Set.of())) {
            NDArray image = Pattern.image(inside, new Shape(1, 3, side, side));
            reference.part(expected).holds(expected, program.run(new NDList(image)).get(0));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "vit-transformers.pth, 32, transformers-names",
        "deit-transformers.pth, 32, distilled",
        "vit-timm.pth, 48, resized",
        "vit-google.npz, 32, google",
        "vit-google.npz, 48, google-resized"
    })
    void answersAsTheLibraryThatStoredIt(String file, int side, String expected) {
        answers(vit(made(file), side), expected);
    }

    @Test
    void answersAsTransformersUnderTheNamesOfItsFifthVersion() {
        Network network = vit(made("vit-transformers-5.pth"), 16);

        answers(network, Reference.resource("names.json"), "vit");
    }

    @ParameterizedTest
    @CsvSource({
        "dinov2-transformers.safetensors, NONE, dinov2",
        "dinov2-registers-transformers.safetensors, LINEAR_1, dinov2-registers",
        "dinov2-registers-transformers-5.pth, LINEAR_1, dinov2-registers",
        "dinov2-timm.pth, NONE, dinov2-timm"
    })
    void answersAsTheLibraryThatStoredADino(String file, DinoV2.Head head, String expected) {
        Network network = dino(Path.of(made(file)), head, 16, Optional.of(2));

        answers(network, Reference.resource("names.json"), expected);
    }

    @Test
    void asksForHeadsThatNoShapeTells() {
        assertThatThrownBy(
                        () ->
                                dino(
                                        Path.of(made("dinov2-timm.pth")),
                                        DinoV2.Head.NONE,
                                        16,
                                        Optional.empty()))
                .hasMessageContaining("'heads' should divide the width 32, but is not given");
    }

    @ParameterizedTest
    @CsvSource({
        "pooled, false, false, false, false, false, true, 0",
        "unplaced, true, true, true, false, false, false, 0",
        "tuned, false, true, true, true, true, false, 0",
        "represented, false, true, true, false, true, false, 24"
    })
    void answersAsTimmWhatIsNotPlain(
            String name,
            boolean layerScale,
            boolean qkvBias,
            boolean classToken,
            boolean distilled,
            boolean placed,
            boolean pooled,
            int representation) {
        Variant variant =
                new Variant(
                        layerScale,
                        qkvBias,
                        classToken,
                        distilled,
                        false,
                        placed,
                        pooled,
                        representation);
        Positions resizing = Positions.BICUBIC_ANTIALIASED;
        VitShape shape = new VitShape(32, 8, 3, 32, 2, 2, 64, 5, variant, 4, resizing);
        Graph graph = VitGraph.of("vit", shape);
        Path file = Pattern.checkpoint(folder, graph.parameters(), ENGINE.manager());

        answers(vit(file.toString(), 32), Reference.resource("variants.json"), name);
    }

    /** A head of three classes beside a backbone, both read from files. */
    @Test
    void readsHowManyClassesThereAre() {
        DinoShape shape = new DinoShape(56, 14, 64, 4, 1, 128, false, 4, 4, true);
        Graph three = DinoGraph.of(shape, 1, 3);
        Path file = Pattern.checkpoint(folder, three.parameters(), ENGINE.manager());

        Network network = dino(file, DinoV2.Head.LINEAR_1, 56);

        assertThat(network.graph().parameters()).isEqualTo(three.parameters());
    }

    @Test
    void refusesASideThatThePatchesDoNotFill() {
        assertThatThrownBy(() -> vit(made("vit-timm.pth"), 33))
                .hasMessageContaining("'image-size' should be a multiple of the patch's side 8");
    }

    private Network dino(int side) {
        DinoShape shape = new DinoShape(56, 14, 64, 4, 1, 128, false, 4, 4, true);
        Path file =
                Pattern.checkpoint(
                        folder, DinoGraph.of(shape, 4, 1000).parameters(), ENGINE.manager());
        return dino(file, DinoV2.Head.LINEAR_4, side);
    }

    private static Network dino(Path file, DinoV2.Head head, int side) {
        return dino(file, head, side, Optional.empty());
    }

    private static Network dino(Path file, DinoV2.Head head, int side, Optional<Integer> heads) {
        return new DinoV2(
                        new Weights(file.toString()),
                        Optional.empty(),
                        true,
                        head,
                        Optional.empty(),
                        heads,
                        Optional.of(side),
                        Preprocessing.Overrides.NONE,
                        new Seed(0))
                .network(files());
    }

    @ParameterizedTest
    @CsvSource({"56, dino", "70, dino-70", "28, dino-28"})
    void answersAsDinoWithRegisters(int side, String expected) {
        answers(dino(side), expected);
    }

    /** The notebook's model: 86,583,552 and a head of 3,841,000. */
    @Test
    void countsTheParametersOfDino() {
        DinoShape base = DinoSize.B.shape().withRegisters(4);
        Graph whole = DinoGraph.of(base.reading(70), 4, 1000);

        assertThat(whole.parameterCount()).isEqualTo(90_424_552);
        assertThat(DinoShape.of("a file", whole.parameters())).isEqualTo(base);
    }

    /** As timm 1.0.31 counts them, and a mask token, and a class's position that it has added. */
    @ParameterizedTest
    @CsvSource({
        "S, 22056192, 22057344",
        "B, 86579712, 86582016",
        "L, 304367616, 304370688",
        "G, 1136479232, 1136483840"
    })
    void hasThePublishedNumberOfParameters(DinoSize size, long plain, long registered) {
        DinoShape shape = size.shape();

        assertThat(DinoGraph.of(shape, 0, 0).parameterCount()).isEqualTo(plain + shape.width());
        assertThat(DinoGraph.of(shape.withRegisters(4), 0, 0).parameterCount())
                .isEqualTo(registered + 2L * shape.width());
    }
}
