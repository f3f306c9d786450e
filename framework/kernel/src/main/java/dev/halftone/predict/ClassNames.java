package dev.halftone.predict;

import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the classes of a network are called.
 *
 * @param names of class 0 and on; none where nobody told
 */
public record ClassNames(List<String> names) {

    /** Classes are told by their numbers. */
    public static final ClassNames NONE = new ClassNames(List.of());

    /**
     * Reads a file with a line per class, class 0 first. Of several columns with tabs between, the
     * last is the name.
     *
     * @throws ProblemException where there is no such file, it is no text, or it names nothing
     */
    public static ClassNames of(Path file) {
        try {
            List<String> names =
                    Files.readString(file)
                            .strip()
                            .lines()
                            .map(line -> line.substring(line.lastIndexOf('\t') + 1).strip())
                            .toList();
            if (names.isEmpty() || names.contains("")) {
                throw problem("'%s' should name a class in each line".formatted(file));
            }
            return new ClassNames(names);
        } catch (CharacterCodingException e) {
            throw problem("the class names '%s' are no UTF-8 text".formatted(file));
        } catch (IOException e) {
            throw problem("the class names '%s' cannot be read".formatted(file));
        }
    }

    /**
     * @throws ProblemException where there are names, but not one for each class
     */
    public void fit(int classes) {
        if (!names.isEmpty() && names.size() != classes) {
            throw problem(
                    classes == 0
                            ? "the network scores no classes, so there is nothing to name"
                            : "the network scores %d classes, and there are %d names"
                                    .formatted(classes, names.size()));
        }
    }

    /** The class's name, or its number where there are no names. */
    String of(int number) {
        return names.isEmpty() ? "class " + number : names.get(number);
    }

    private static ProblemException problem(String message) {
        return new ProblemException(
                Problem.of("wrong-classes", message)
                        .hint("--classes takes a text file with a line per class, class 0 first"));
    }
}
