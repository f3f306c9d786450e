package dev.halftone.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.halftone.checkpoint.CheckpointFiles;
import dev.halftone.data.Pictures;
import dev.halftone.engine.TorchEngine;
import dev.halftone.model.Network;
import dev.halftone.model.Preprocessing;
import dev.halftone.picture.Preparation;
import dev.halftone.plan.Plan;
import dev.halftone.problem.ProblemException;
import dev.halftone.program.Program;
import dev.halftone.site.Role;
import dev.halftone.site.Site;
import dev.halftone.site.Sites;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Networks from ONNX files against ONNX Runtime and PyTorch; {@code onnx/make.py} says how. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OnnxTest {
    private static final Path RESOURCES =
            Path.of("src/test/resources/onnx").toAbsolutePath().normalize();

    @AutoClose private final TorchEngine engine = TorchEngine.start("cpu");

    @Test
    void givesWhatOnnxRuntimeGivesForEfficientNet() throws IOException {
        Path file = Material.folder("efficientnet_lite0").resolve("efficientnet_lite0.onnx");

        JsonObject wanted = wanted("efficientnet_lite0");

        assertThat(furthest(file, wanted, v -> (v - 127) / 128)).isLessThan(1e-4);
    }

    @Test
    void givesWhatOnnxRuntimeGivesForYolox() throws IOException {
        Path file = Material.folder("yolox_nano").resolve("yolox_nano.onnx");

        JsonObject wanted = wanted("yolox_nano");

        assertThat(furthest(file, wanted, v -> v)).isLessThan(1e-4);
    }

    @Test
    void classifiesPicturesAsPyTorchDoes() throws IOException {
        Path folder = Material.folder("efficientnet_lite0");
        Path images = Material.folder("imagenet_sample500").resolve("images");
        List<Integer> classes =
                Files.readAllLines(folder.resolve("golden_top1_500.txt")).stream()
                        .map(line -> Integer.valueOf(line.trim()))
                        .toList();

        List<Integer> found = classes(folder.resolve("efficientnet_lite0.onnx"), images, 24);

        assertThat(found).isEqualTo(classes.subList(0, 24));
    }

    @Test
    void pathsAreModulesOfTheWeights() {
        Network network = network(RESOURCES.resolve("tiny.onnx"), Preprocessing.Overrides.NONE);

        List<Site> sites = Sites.of(network.graph());

        assertThat(sites).extracting(Site::id).contains("conv:weight", "fc:input", "act:output");
        assertThat(sites.stream().filter(s -> s.role() == Role.WEIGHT)).hasSize(2);
        assertThat(network.graph().inputs().get(0).shape()).isEqualTo(new Shape(-1, 3, 16, 16));
        assertThat(network.preprocessing().height()).isEqualTo(16);
    }

    @Test
    void sizeIsTheInputAndResizeHowPicturesComeToIt() {
        Preprocessing square = sized(List.of(16), Optional.empty());
        Preprocessing wide = sized(List.of(8, 24), Optional.empty());

        assertThat(List.of(square.resize(), square.height(), square.width()))
                .isEqualTo(List.<Object>of("16", 16, 16));
        assertThat(List.of(wide.resize(), wide.height(), wide.width()))
                .isEqualTo(List.<Object>of("stretch", 8, 24));
        assertThatThrownBy(() -> sized(List.of(1, 2, 3), Optional.empty()))
                .hasMessageContaining("'size' takes height and width, or one number for both");
        assertThatThrownBy(() -> sized(List.of(16), Optional.of(12)))
                .hasMessageContaining("'crop' should be left out, or be as 'size'");
        assertThat(sized(List.of(16), Optional.of(16)).height()).isEqualTo(16);
    }

    private Preprocessing sized(List<Integer> size, Optional<Integer> crop) {
        Preprocessing.Overrides overrides =
                new Preprocessing.Overrides(
                        Optional.empty(),
                        crop,
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty());
        return network(RESOURCES.resolve("tiny.onnx"), size, overrides).preprocessing();
    }

    @Test
    void aFileThatIsNoModelIsAProblem() {
        assertThatThrownBy(
                        () -> network(RESOURCES.resolve("make.py"), Preprocessing.Overrides.NONE))
                .isInstanceOf(ProblemException.class);
    }

    private Network network(Path file, Preprocessing.Overrides overrides) {
        return network(file, List.of(), overrides);
    }

    private Network network(Path file, List<Integer> size, Preprocessing.Overrides overrides) {
        CheckpointFiles files = new CheckpointFiles(file.getParent(), engine.manager());
        return new Onnx(file, size, overrides).network(files);
    }

    private interface Prepare {
        float of(float value);
    }

    /** The largest difference, relative to the largest output. */
    private double furthest(Path file, JsonObject wanted, Prepare prepare) {
        Network network = network(file, Preprocessing.Overrides.NONE);
        int side = wanted.get("side").getAsInt();
        float[] pattern = new float[3 * side * side];
        for (int i = 0; i < pattern.length; i++) {
            pattern[i] = prepare.of(i * 7919L % 251);
        }
        float[] found = run(network, pattern, side);
        assertThat(found).hasSize(wanted.get("size").getAsInt());
        int step = wanted.get("step").getAsInt();
        double largest = 0;
        for (int i = 0; i < wanted.getAsJsonArray("values").size(); i++) {
            double value = wanted.getAsJsonArray("values").get(i).getAsDouble();
            largest = Math.max(largest, Math.abs(value - found[i * step]));
        }
        return largest / wanted.get("largest").getAsDouble();
    }

    private float[] run(Network network, float[] values, int side) {
        try (Program program =
                engine.compile(network.graph(), network.weights(), Plan.EMPTY, Set.of())) {
            NDList inputs =
                    new NDList(engine.manager().create(values, new Shape(1, 3, side, side)));
            return program.run(inputs).get(0).toFloatArray();
        }
    }

    private List<Integer> classes(Path file, Path images, int count) throws IOException {
        Network network = Lite0.network(file, engine.manager());
        Preparation preparation = new Preparation(network.preprocessing());
        try (Program program =
                        engine.compile(network.graph(), network.weights(), Plan.EMPTY, Set.of());
                Stream<Path> files = Files.list(images)) {
            List<Integer> found = new ArrayList<>();
            for (Path image : files.sorted().limit(count).toList()) {
                byte[] bytes = Files.readAllBytes(image);
                float[] x = preparation.apply(Pictures.decode(image.toString(), bytes));
                NDList inputs = new NDList(engine.manager().create(x, new Shape(1, 3, 224, 224)));
                float[] logits = program.run(inputs).get(0).toFloatArray();
                found.add(
                        IntStream.range(0, logits.length)
                                .boxed()
                                .max((a, b) -> Float.compare(logits[a], logits[b]))
                                .orElseThrow());
            }
            return found;
        }
    }

    private static JsonObject wanted(String name) throws IOException {
        String json = Files.readString(RESOURCES.resolve("outputs.json"));
        return JsonParser.parseString(json).getAsJsonObject().getAsJsonObject(name);
    }
}
