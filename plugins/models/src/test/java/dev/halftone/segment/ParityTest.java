package dev.halftone.segment;

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
import dev.halftone.network.Pattern;
import dev.halftone.network.Reference;
import dev.halftone.plan.Plan;
import dev.halftone.plugin.Seed;
import dev.halftone.program.Program;
import dev.halftone.segment.EfficientVitShape.Kind;
import dev.halftone.segment.EfficientVitShape.Stage;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Segment Anything and EfficientViT-SAM against other code, on weights that both sides can write
 * down.
 */
@Tag("engine")
final class ParityTest {
    private static final float[] BOX = {10, 20.5f, 90.25f, 100};
    @AutoClose private static final TorchEngine ENGINE = TorchEngine.start("cpu");

    @TempDir Path folder;

    private static Network open(Path weights, boolean multimask, boolean cascade) {
        return open(weights, multimask, cascade, Optional.empty());
    }

    private static Network open(Path weights, Optional<Integer> heads) {
        return open(weights, false, false, heads);
    }

    private static Network open(
            Path weights, boolean multimask, boolean cascade, Optional<Integer> heads) {
        Sam model =
                new Sam(
                        new Weights(weights.toString()),
                        Optional.empty(),
                        multimask,
                        cascade,
                        heads,
                        Preprocessing.Overrides.NONE,
                        new Seed(0));
        return model.network(new CheckpointFiles(Path.of(""), ENGINE.manager()));
    }

    private Path tiny() {
        return Pattern.checkpoint(
                folder,
                SamGraph.of(SamSize.TINY.shape(), false, false).parameters(),
                ENGINE.manager());
    }

    @Test
    void answersBoxesAndPointsAsTheOriginalDoes() {
        Reference reference = Reference.resource("sam-tiny.json");
        Network network = open(tiny(), false, false);

        embeds(network, "image_encoder.neck.3", reference);
        answers(network, reference);
    }

    @Test
    void givesTheFirstMaskToASecondPass() {
        Reference runs = Reference.resource("sam-tiny.json").part("runs");
        Path weights = tiny();
        float[] labels = {2, 3};

        check(open(weights, false, true), runs, List.of("cascade"), BOX, labels);
        check(open(weights, true, true), runs, List.of("best-cascade"), BOX, labels);
    }

    /** See names.py. The copy of the Fourier features is in the file twice. */
    @Test
    void answersAsTransformersFromItsOwnFile() throws URISyntaxException {
        Path file = Path.of(ParityTest.class.getResource("/parity/sam-transformers.pth").toURI());
        Reference runs = Reference.resource("names.json").part("sam");

        check(open(file, Optional.of(2)), runs, List.of("box"), BOX, new float[] {2, 3});
        assertThatThrownBy(() -> open(file, Optional.of(3)))
                .hasMessageContaining("'decoder-heads' should divide the 16 channels");
    }

    /** SAM-B, by hand: {@code python sam.py vit-b DIR} makes what HALFTONE_PARITY names. */
    @Test
    @EnabledIfEnvironmentVariable(named = "HALFTONE_PARITY", matches = ".+")
    void answersAsTheOriginalDoesAtFullSize() {
        Path made = Path.of(System.getenv("HALFTONE_PARITY"));
        Network network = open(made.resolve("sam-vit-b.pth"), false, false);
        Reference reference = Reference.file(made.resolve("sam-vit-b.json"));

        embeds(network, "image_encoder.neck.3", reference);
        answers(network, reference);
    }

    @Test
    void answersAsEfficientVitWrittenDownInPyTorch() {
        EfficientVitShape small =
                new EfficientVitShape(
                        512,
                        List.of(
                                new Stage(8, 1, Kind.RES, 1, false, 0),
                                new Stage(16, 1, Kind.FMB, 4, false, 0),
                                new Stage(24, 1, Kind.FMB, 4, false, 0),
                                new Stage(32, 1, Kind.MB, 4, true, 0),
                                new Stage(64, 2, Kind.ATT, 6, true, 5)),
                        new EfficientVitShape.Neck(List.of(4, 3, 2), 2, 1),
                        new DecoderShape(1024, 64, 64, 2, 2, 128, 2, 16, 4, 64, 1e-6));
        Graph graph = EfficientVitSam.graph(small, true);
        Path weights = Pattern.checkpoint(folder, graph.parameters(), ENGINE.manager());

        efficientVit(weights, Reference.resource("efficientvit-small.json"));
    }

    /** EfficientViT-SAM-L0, by hand: {@code python efficientvit.py l0 DIR}. */
    @Test
    @EnabledIfEnvironmentVariable(named = "HALFTONE_PARITY", matches = ".+")
    void answersAsEfficientVitAtFullSize() {
        Path made = Path.of(System.getenv("HALFTONE_PARITY"));

        efficientVit(
                made.resolve("efficientvit-l0.pt"),
                Reference.file(made.resolve("efficientvit-l0.json")));
    }

    private static void efficientVit(Path weights, Reference reference) {
        Network network =
                new EfficientVitSam(
                                new Weights(weights.toString()),
                                Optional.empty(),
                                true,
                                Optional.empty(),
                                Preprocessing.Overrides.NONE,
                                new Seed(0))
                        .network(new CheckpointFiles(Path.of(""), ENGINE.manager()));

        embeds(network, "image_encoder.norm", reference);
        float[] box = {10, 20.5f, 90.25f, 100};
        check(network, reference.part("runs"), List.of("box"), box, new float[] {2, 3});
    }

    private static void embeds(Network network, String last, Reference reference) {
        String embedding =
                network.graph().nodes().stream()
                        .filter(node -> node.path().equals(last))
                        .reduce((before, after) -> after)
                        .orElseThrow()
                        .output();
        var image = network.graph().inputs().subList(0, 1);
        var encoder = network.graph().between(image, List.of(embedding));
        try (NDManager inside = ENGINE.manager().newSubManager();
                Program program =
                        ENGINE.compile(encoder, network.weights(), Plan.EMPTY, Set.of())) {
            NDArray picture = Pattern.image(inside, image.get(0).shape());
            reference.part("embedding").holds("embedding", program.run(new NDList(picture)).get(0));
        }
    }

    /** A box and a click together, then two clicks and a box. */
    private static void answers(Network network, Reference reference) {
        Reference runs = reference.part("runs");
        float[] both = {10, 20.5f, 90.25f, 100, 40, 60, 0, 0};
        check(network, runs, List.of("box", "click"), both, new float[] {2, 3, 1, -1});
        float[] three = {40, 60, 5, 7, 10, 20.5f, 90.25f, 100};
        check(network, runs, List.of("both"), three, new float[] {1, 0, 2, 3});
    }

    private static void check(
            Network network, Reference runs, List<String> names, float[] xy, float[] labels) {
        Shape picture = network.graph().inputs().get(0).shape();
        long prompts = names.size();
        long points = labels.length / prompts;
        try (NDManager inside = ENGINE.manager().newSubManager();
                Program program =
                        ENGINE.compile(network.graph(), network.weights(), Plan.EMPTY, Set.of())) {
            NDArray places =
                    inside.create(xy, new Shape(prompts, points, 2))
                            .mul(network.prompting().orElseThrow().frame() / 128f);
            NDList outputs =
                    program.run(
                            new NDList(
                                    Pattern.image(inside, picture),
                                    places,
                                    inside.create(labels, new Shape(prompts, points))));
            for (int i = 0; i < prompts; i++) {
                Reference run = runs.part(names.get(i));
                String row = i + ":" + (i + 1);
                run.part("masks").holds("masks of " + names.get(i), outputs.get(0).get(row));
                run.part("iou").holds("iou of " + names.get(i), outputs.get(1).get(row));
            }
        }
    }
}
