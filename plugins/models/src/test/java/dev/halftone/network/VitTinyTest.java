package dev.halftone.network;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.halftone.checkpoint.CheckpointFiles;
import dev.halftone.data.Example;
import dev.halftone.data.Examples;
import dev.halftone.data.Label;
import dev.halftone.data.Pictures;
import dev.halftone.engine.TorchEngine;
import dev.halftone.model.Network;
import dev.halftone.model.Preprocessing;
import dev.halftone.model.Weights;
import dev.halftone.picture.Loader;
import dev.halftone.picture.Preparation;
import dev.halftone.plan.Plan;
import dev.halftone.plugin.Seed;
import dev.halftone.program.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The real ViT-Ti against logits of an independent forward. These are of 1000 images by name, of
 * which every second one is at hand: rows 0, 2, 4, …
 */
@Tag("engine")
final class VitTinyTest {

    @Test
    void givesTheGoldenLogitsAndClasses() throws IOException {
        Path vit = Material.folder("vit_tiny_in1k");
        Path images = Material.folder("imagenet_sample500").resolve("images");
        float[][] logits = goldenLogits(vit.resolve("golden_logits_first32.npy"));
        List<Integer> classes =
                Files.readAllLines(vit.resolve("golden_top1_1000.txt")).stream()
                        .map(line -> Integer.valueOf(line.trim()))
                        .toList();

        List<float[]> answers = answers(vit, images, 32);

        assertThat(answers).hasSize(32);
        for (int i = 0; i < answers.size(); i++) {
            float[] answer = answers.get(i);
            assertThat(largest(answer)).as("image %d", i).isEqualTo(classes.get(2 * i));
            if (2 * i < logits.length) {
                assertThat(furthest(answer, logits[2 * i])).as("image %d", i).isLessThan(1e-3);
            }
        }
    }

    private static List<float[]> answers(Path vit, Path images, int count) {
        Weights weights = new Weights(vit.resolve("vit_tiny_patch16_224.safetensors").toString());
        Preprocessing.Overrides plain =
                Preprocessing.Overrides.of("the test", Map.of("preprocessing.resize", "none"));
        Vit model =
                new Vit(
                        weights,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        plain,
                        new Seed(0));
        List<float[]> answers = new ArrayList<>();
        try (TorchEngine engine = TorchEngine.start("cpu");
                Folder folder = new Folder(images)) {
            Network network = model.network(new CheckpointFiles(vit, engine.manager()));
            Preparation preparation = new Preparation(network.preprocessing());
            Loader loader = new Loader(folder, preparation, engine.manager(), 8).range(0, count);
            try (Program program =
                    engine.compile(network.graph(), network.weights(), Plan.EMPTY, Set.of())) {
                loader.forEach(batch -> answers.addAll(rows(program.run(batch.inputs()))));
            }
        }
        return answers;
    }

    private static List<float[]> rows(NDList outputs) {
        NDArray logits = outputs.get(0);
        int rows = (int) logits.getShape().get(0);
        return IntStream.range(0, rows).mapToObj(i -> logits.get(i).toFloatArray()).toList();
    }

    private static int largest(float[] values) {
        return IntStream.range(0, values.length)
                .boxed()
                .max((a, b) -> Float.compare(values[a], values[b]))
                .orElseThrow();
    }

    private static double furthest(float[] a, float[] b) {
        return IntStream.range(0, a.length)
                .mapToDouble(i -> Math.abs(a[i] - b[i]))
                .max()
                .orElseThrow();
    }

    /** NumPy's format 1.0: 10 bytes and a header, then 1000 little-endian floats a row. */
    private static float[][] goldenLogits(Path npy) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(npy)).order(ByteOrder.LITTLE_ENDIAN);
        FloatBuffer floats = bytes.position(10 + bytes.getShort(8)).asFloatBuffer();
        float[][] rows = new float[floats.remaining() / 1000][1000];
        for (float[] row : rows) {
            floats.get(row);
        }
        return rows;
    }

    /** The pictures of a folder by name. */
    private record Folder(List<Path> files) implements Examples {

        Folder(Path folder) {
            this(list(folder));
        }

        private static List<Path> list(Path folder) {
            try (Stream<Path> files = Files.list(folder)) {
                return files.sorted().toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public int size() {
            return files.size();
        }

        @Override
        public Example get(int index) {
            String name = files.get(index).getFileName().toString();
            try {
                byte[] bytes = Files.readAllBytes(files.get(index));
                return new Example(name, Pictures.decode(name, bytes), new Label(0));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String fingerprint() {
            return "";
        }

        @Override
        public void close() {}
    }
}
