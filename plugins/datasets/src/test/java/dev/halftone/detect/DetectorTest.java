package dev.halftone.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.halftone.checkpoint.CheckpointFiles;
import dev.halftone.data.Picture;
import dev.halftone.data.Pictures;
import dev.halftone.dataset.Material;
import dev.halftone.engine.TorchEngine;
import dev.halftone.graph.TensorSpec;
import dev.halftone.model.StoredNetwork;
import dev.halftone.plan.Plan;
import dev.halftone.program.Networks;
import dev.halftone.program.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DetectorTest {

    /** Runs networks on an engine of its own. */
    private static final class Real implements Networks {
        private final TorchEngine engine;

        Real(TorchEngine engine) {
            this.engine = engine;
        }

        @Override
        public Running open(Path file) {
            StoredNetwork stored = new CheckpointFiles(file, engine.manager()).network("" + file);
            Program program =
                    engine.compile(stored.graph(), stored.weights(), Plan.EMPTY, Set.of());
            return new Answering(stored.graph().inputs()) {
                @Override
                public Networks.Answer run(float[] values, Shape shape) {
                    try (NDManager own = engine.manager().newSubManager()) {
                        NDArray first = program.run(new NDList(own.create(values, shape))).get(0);
                        return new Networks.Answer(first.getShape(), first.toFloatArray());
                    }
                }
            };
        }
    }

    /** A network that answers the same to everything. */
    private static class Answering implements Networks.Running {
        private final List<TensorSpec> inputs;
        private final List<String> closed = new ArrayList<>();

        Answering(List<TensorSpec> inputs) {
            this.inputs = inputs;
        }

        @Override
        public List<TensorSpec> inputs() {
            return inputs;
        }

        @Override
        public String sha256() {
            return "";
        }

        @Override
        public Networks.Answer run(float[] values, Shape shape) {
            return new Networks.Answer(new Shape(1, 1000), new float[1000]);
        }

        @Override
        public void close() {
            closed.add("yes");
        }
    }

    @Test
    void findsWhatYoloxFindsInRealPictures() throws IOException {
        Path network = Material.folder("yolox_nano").resolve("yolox_nano.onnx");
        Path images = Material.folder("coco_val64").resolve("images");
        Reference reference = Reference.read();
        try (TorchEngine engine = TorchEngine.start("cpu");
                Detector detector = Detector.open(network, new Real(engine))) {
            assertThat(detector.categories()).isEqualTo(80);
            for (String name : reference.pictures().keySet()) {
                Reference.Seen seen = reference.pictures().get(name);
                Picture picture = Pictures.decode(name, Files.readAllBytes(images.resolve(name)));
                float[] frame = new Letterbox(416, 416).of(picture);
                double sum = IntStream.range(0, frame.length).mapToDouble(i -> frame[i]).sum();
                assertThat(sum / frame.length)
                        .isCloseTo((double) seen.sum() / frame.length, within(0.05));
                YoloxTest.areTheSame(
                        detector.in(picture, reference.least(), reference.overlap()),
                        seen.boxes(),
                        0.5,
                        0.005);
            }
        }
    }

    @Test
    void saysOfAnotherNetworkThatItIsNoYolox() {
        Path file = Path.of("net.onnx");
        Answering classifier = new Answering(List.of(input(new Shape(-1, 3, 224, 224))));
        Answering grey = new Answering(List.of(input(new Shape(1, 1, 28, 28))));

        assertThatThrownBy(() -> Detector.open(file, any -> classifier))
                .hasMessageContaining(
                        "'net.onnx' is no yolox: it should answer 1x3x224x224 with 1x1029x(5 + categories),"
                                + " but it answers with 1x1000");
        assertThatThrownBy(() -> Detector.open(file, any -> grey))
                .hasMessageContaining("but it takes 1x1x28x28");
        assertThat(classifier.closed).hasSize(1);
        assertThat(grey.closed).hasSize(1);
    }

    private static TensorSpec input(Shape shape) {
        return new TensorSpec("images", DataType.FLOAT32, shape);
    }
}
