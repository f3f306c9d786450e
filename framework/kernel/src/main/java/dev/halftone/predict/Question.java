package dev.halftone.predict;

import dev.halftone.data.Example;
import dev.halftone.data.Examples;
import dev.halftone.data.Instances;
import dev.halftone.data.Picture;
import dev.halftone.data.Pictures;
import dev.halftone.data.Prompt;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One picture, and what is asked about it.
 *
 * @param name of the file, without its ending
 * @param picture decoded
 * @param prompts in pixels of the picture; none for networks that take pictures alone
 */
public record Question(String name, Picture picture, List<Prompt> prompts) {

    /**
     * @throws ProblemException when the file is no picture
     */
    public static Question of(Path file, List<Prompt> prompts) {
        try {
            String name = file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
            return new Question(
                    name, Pictures.decode(file.toString(), Files.readAllBytes(file)), prompts);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of("missing-picture", "there is no picture '" + file + "'"), e);
        }
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
