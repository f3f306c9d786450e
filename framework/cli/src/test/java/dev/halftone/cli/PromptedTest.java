package dev.halftone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.halftone.catalog.Catalog;
import dev.halftone.checkpoint.CheckpointFiles;
import dev.halftone.data.Box;
import dev.halftone.data.Instances;
import dev.halftone.data.Prompt;
import dev.halftone.engine.TorchEngine;
import dev.halftone.experiment.Experiment;
import dev.halftone.experiment.ExperimentReader;
import dev.halftone.model.Network;
import dev.halftone.model.Prompting;
import dev.halftone.program.Program;
import dev.halftone.prompting.Pieces;
import dev.halftone.prompting.PromptInputs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network with prompts in two programs answers as the whole does. */
final class PromptedTest {
    private static final int SIDE = 128;
    private static final int PROMPTS = 2 * Pieces.AT_A_TIME + 5;

    @TempDir Path folder;

    /** Products of more rows are summed in another order, so bits are those of as many prompts. */
    @Test
    void answersManyPromptsInPiecesWithTheBitsOfTheWhole() throws IOException {
        try (TorchEngine engine = TorchEngine.start("cpu")) {
            Network network = tiny(engine.manager());
            Prompting prompting = network.prompting().orElseThrow();
            NDList inputs = inputs(network, boxes(PROMPTS), engine.manager());
            AtomicInteger programs = new AtomicInteger();
            try (Program whole = engine.inFloat(network.graph(), network.weights());
                    Program pieces =
                            new Pieces(
                                    network.graph(),
                                    prompting,
                                    piece -> {
                                        programs.incrementAndGet();
                                        return engine.inFloat(piece, network.weights());
                                    })) {
                NDList found = pieces.run(inputs);
                assertThat(programs).hasValue(2);
                assertNear(whole.run(inputs), found);
                for (int from = 0; from < PROMPTS; from += Pieces.AT_A_TIME) {
                    String rows = from + ":" + Math.min(PROMPTS, from + Pieces.AT_A_TIME);
                    assertSame(whole.run(only(network, inputs, rows)), only(found, rows));
                }
            }
        }
    }

    @Test
    void looksAtThePictureAlone() throws IOException {
        try (TorchEngine engine = TorchEngine.start("cpu")) {
            Network network = tiny(engine.manager());
            NDList inputs = inputs(network, boxes(1), engine.manager());
            AtomicInteger programs = new AtomicInteger();
            try (Pieces pieces =
                    new Pieces(
                            network.graph(),
                            network.prompting().orElseThrow(),
                            piece -> {
                                programs.incrementAndGet();
                                return engine.inFloat(piece, network.weights());
                            })) {
                NDList seen = pieces.picture().run(new NDList(inputs.get(0)));

                assertThat(network.graph().inputs().get(0).name()).isEqualTo("image");
                assertThat(seen).isNotEmpty();
                assertThat(programs).hasValue(1);
            }
        }
    }

    /** A prompt of three points beside one of one point: each as if it were asked alone. */
    @Test
    void answersPromptsOfDifferentLengthsAsIfEachWereAlone() throws IOException {
        try (TorchEngine engine = TorchEngine.start("cpu")) {
            Network network = tiny(engine.manager());
            Prompting prompting = network.prompting().orElseThrow();
            Prompt one = prompt(new Prompt.Point(20, 30, 1));
            Prompt three =
                    prompt(
                            new Prompt.Point(60, 70, 1),
                            new Prompt.Point(90, 20, 0),
                            new Prompt.Point(50, 75, 1));
            try (Program whole = engine.inFloat(network.graph(), network.weights());
                    Program pieces =
                            new Pieces(
                                    network.graph(),
                                    prompting,
                                    piece -> engine.inFloat(piece, network.weights()))) {
                List<Prompt> asked = List.of(three, one, boxes(1).get(0));
                NDList inputs = inputs(network, asked, engine.manager());
                NDList together = pieces.run(inputs);
                NDArray filled = whole.run(inputs).get(prompting.masks()).get("1:2");
                assertThat(apart(filled, together.get(prompting.masks()).get("1:2")))
                        .as("points of no meaning would matter")
                        .isGreaterThan(1e-3f);
                for (int i = 0; i < asked.size(); i++) {
                    NDList alone =
                            pieces.run(inputs(network, List.of(asked.get(i)), engine.manager()));
                    assertNear(alone, only(together, i + ":" + (i + 1)));
                }
            }
        }
    }

    /** The picture, and some of the prompts. */
    private static NDList only(Network network, NDList inputs, String rows) {
        NDList some = new NDList();
        for (int i = 0; i < inputs.size(); i++) {
            String name = network.graph().inputs().get(i).name();
            Prompting prompting = network.prompting().orElseThrow();
            boolean asks = name.equals(prompting.points()) || name.equals(prompting.labels());
            some.add(asks ? inputs.get(i).get(rows) : inputs.get(i));
        }
        return some;
    }

    private static NDList only(NDList outputs, String rows) {
        return new NDList(outputs.stream().map(all -> all.get(rows)).toArray(NDArray[]::new));
    }

    private static void assertNear(NDList expected, NDList found) {
        for (int i = 0; i < expected.size(); i++) {
            assertThat(apart(expected.get(i), found.get(i))).isLessThan(1e-4f);
        }
    }

    /** As a share of the largest value. */
    private static float apart(NDArray expected, NDArray found) {
        return found.sub(expected).abs().max().getFloat() / expected.abs().max().getFloat();
    }

    private static void assertSame(NDList expected, NDList found) {
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(found.get(i).getShape()).isEqualTo(expected.get(i).getShape());
            assertThat(Arrays.equals(found.get(i).toFloatArray(), expected.get(i).toFloatArray()))
                    .as("output %d", i)
                    .isTrue();
        }
    }

    private Network tiny(NDManager manager) throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("tiny.yaml"),
                        "name: tiny\nmodel: { sam: { size: tiny, weights: random } }\n");
        Experiment experiment =
                new ExperimentReader(Catalog.scan(List.of()), Map.of()).read(file, List.of());
        return experiment.model().instance().network(new CheckpointFiles(file, manager));
    }

    private static Prompt prompt(Prompt.Point... points) {
        return new Prompt(List.of(points), 1, 0, OptionalInt.empty());
    }

    private static List<Prompt> boxes(int count) {
        Random random = new Random(3);
        List<Prompt> boxes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Box box =
                    new Box(
                            random.nextInt(60),
                            random.nextInt(60),
                            5 + random.nextInt(60),
                            5 + random.nextInt(60));
            boxes.add(Prompt.box(box, 1, 0, OptionalInt.empty()));
        }
        return boxes;
    }

    private static NDList inputs(Network network, List<Prompt> prompts, NDManager manager) {
        float[] pixels = new float[3 * SIDE * SIDE];
        Random random = new Random(4);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        NDArray picture = manager.create(pixels, new Shape(1, 3, SIDE, SIDE));
        Instances asked = new Instances(0, SIDE, SIDE, List.of(), prompts, Optional.empty());
        return PromptInputs.of(network).orElseThrow().inputs(picture, asked, prompts, manager);
    }
}
