package dev.halftone.detect;

import ai.djl.ndarray.types.Shape;
import dev.halftone.data.Picture;
import dev.halftone.graph.TensorSpec;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import dev.halftone.program.Networks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A YOLOX network that finds things in pictures. */
public final class Detector implements AutoCloseable {
    private final Path file;
    private final Networks.Running network;
    private final Shape input;
    private final Letterbox frame;

    private Detector(Path file, Networks.Running network) {
        this.file = file;
        this.network = network;
        input = input(file, network.inputs());
        frame = new Letterbox((int) input.get(3), (int) input.get(2));
    }

    /**
     * Opens one, and shows it a grey picture to see what it answers.
     *
     * @throws ProblemException when it is missing, broken, or no YOLOX
     */
    public static Detector open(Path file, Networks networks) {
        Networks.Running network = networks.open(file);
        try {
            Detector detector = new Detector(file, network);
            detector.categories();
            return detector;
        } catch (RuntimeException | Error e) {
            network.close();
            throw e;
        }
    }

    private static Shape input(Path file, List<TensorSpec> inputs) {
        Shape shape = inputs.size() == 1 ? inputs.get(0).shape() : new Shape();
        boolean fits =
                shape.dimension() == 4
                        && Math.abs(shape.get(0)) == 1
                        && shape.get(1) == 3
                        && shape.get(2) >= 32
                        && shape.get(3) >= 32;
        if (!fits) {
            String takes = String.join(", ", inputs.stream().map(i -> words(i.shape())).toList());
            throw none(file, "take one picture of 1x3xHEIGHTxWIDTH", "takes " + takes);
        }
        return new Shape(1, 3, shape.get(2), shape.get(3));
    }

    private static ProblemException none(Path file, String expected, String found) {
        return new ProblemException(
                Problem.of(
                                "no-detector",
                                "the detector '%s' is no yolox: it should %s, but it %s"
                                        .formatted(file, expected, found))
                        .hint(
                                "a network as YOLOX exports it, its boxes not decoded;"
                                        + " 'detections' takes the results of any other"));
    }

    private static String words(Shape shape) {
        List<String> sizes = new ArrayList<>();
        for (long size : shape.getShape()) {
            sizes.add(size < 0 ? "?" : String.valueOf(size));
        }
        return sizes.isEmpty() ? "one number" : String.join("x", sizes);
    }

    /** How many categories it tells apart. */
    public int categories() {
        Picture grey = new Picture(1, 1, 1, new byte[] {114});
        return categories(network.run(frame.of(grey), input).shape());
    }

    private int categories(Shape answer) {
        long cells = Yolox.cells(frame.width(), frame.height());
        boolean fits =
                answer.dimension() == 3
                        && answer.get(0) == 1
                        && answer.get(1) == cells
                        && answer.get(2) > Yolox.BEFORE;
        if (!fits) {
            throw none(
                    file,
                    "answer %s with 1x%dx(5 + categories)".formatted(words(input), cells),
                    "answers with " + words(answer));
        }
        return (int) answer.get(2) - Yolox.BEFORE;
    }

    /** SHA-256 of its file, in hexadecimal. */
    public String sha256() {
        return network.sha256();
    }

    /**
     * What it finds in a picture, the surest first.
     *
     * @param least score
     * @param overlap most that two boxes of one category may share
     */
    public List<Found> in(Picture picture, double least, double overlap) {
        Networks.Answer answer = network.run(frame.of(picture), input);
        double ratio = frame.ratio(picture.width(), picture.height());
        return new Yolox(frame.width(), frame.height(), categories(answer.shape()))
                .found(answer.values(), ratio, least, overlap);
    }

    @Override
    public void close() {
        network.close();
    }
}
