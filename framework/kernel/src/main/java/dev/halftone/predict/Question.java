package dev.halftone.predict;

import dev.halftone.data.Example;
import dev.halftone.data.Examples;
import dev.halftone.data.Instances;
import dev.halftone.data.Picture;
import dev.halftone.data.Pictures;
import dev.halftone.data.Prompt;
import dev.halftone.data.Prompt.Point;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One picture, and what is asked about it.
 *
 * @param name of the file, without its ending
 * @param picture decoded, and turned as EXIF says
 * @param prompts in pixels of the picture; none for networks that take pictures alone
 * @param classes what answers are called
 */
public record Question(String name, Picture picture, List<Prompt> prompts, ClassNames classes) {

    /**
     * @throws ProblemException when the file is no picture, or a prompt shows nothing of it
     */
    public static Question of(Path file, List<Prompt> prompts, ClassNames classes) {
        try {
            String name = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
            Picture picture = Pictures.upright(file.toString(), Files.readAllBytes(file));
            List<Problem> outside =
                    prompts.stream()
                            .flatMap(prompt -> prompt.points().stream())
                            .filter(point -> !shows(point, picture))
                            .map(point -> outside(point, picture))
                            .toList();
            if (!outside.isEmpty()) {
                throw new ProblemException(outside);
            }
            return new Question(name, picture, prompts, classes);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of("missing-picture", "there is no picture '" + file + "'"), e);
        }
    }

    /** A click lies in the picture; a box may reach beyond it, but not lie beside it. */
    private static boolean shows(Point point, Picture picture) {
        boolean before = point.x() <= picture.width() && point.y() <= picture.height();
        boolean after = point.x() >= 0 && point.y() >= 0;
        return switch (point.label()) {
            case 2 -> before;
            case 3 -> after;
            default -> before && after;
        };
    }

    private static Problem outside(Point point, Picture picture) {
        return Problem.of(
                "outside-picture",
                "a prompt should be in the picture of %d x %d pixels, but is at %s, %s"
                        .formatted(
                                picture.width(),
                                picture.height(),
                                words(point.x()),
                                words(point.y())));
    }

    private static String words(double place) {
        return BigDecimal.valueOf(place).stripTrailingZeros().toPlainString();
    }

    /** What a loader takes: a dataset of one. */
    public Examples examples() {
        Instances asked =
                new Instances(
                        0, picture.width(), picture.height(), List.of(), prompts, Optional.empty());
        return new One(new Example(name, picture, asked));
    }

    private record One(Example example) implements Examples {

        @Override
        public int size() {
            return 1;
        }

        @Override
        public Example get(int index) {
            return example;
        }

        @Override
        public String fingerprint() {
            return example.name();
        }

        @Override
        public void close() {}
    }
}
