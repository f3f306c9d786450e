package dev.halftone.dataset;

import dev.halftone.data.DatasetSource;
import dev.halftone.data.Examples;
import dev.halftone.plugin.Dataset;
import dev.halftone.plugin.Param;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Fashion-MNIST: garments in 10 classes, 28×28, grey (arXiv:1708.07747).
 *
 * <p>Without a root the embedded part is used: the whole test split, and the first 2,000 pictures
 * of the training split, enough for calibration. {@code take} keeps the first pictures, which is a
 * fair sample because the files are shuffled as published.
 */
@Dataset(id = "fashion-mnist", doc = "Fashion-MNIST, 28x28 garments; a part of it is embedded.")
public record FashionMnist(
        @Param(doc = "Which part: train or test.", byDefault = "test") Split split,
        @Param(doc = "Folder with the four published .gz files, for all of train.")
                Optional<Path> root,
        @Param(doc = "How many pictures, from the first.", min = 1) Optional<Integer> take)
        implements DatasetSource {

    /** A part of the published data. */
    public enum Split {
        TRAIN("train"),
        TEST("t10k");

        private final String prefix;

        Split(String prefix) {
            this.prefix = prefix;
        }
    }

    @Override
    public Examples open() {
        Idx pictures = read("images-idx3", 3);
        Idx labels = read("labels-idx1", 1);
        if (pictures.count() != labels.count()) {
            throw new ProblemException(
                    Problem.of(
                            "bad-dataset",
                            "fashion-mnist should have a label for each picture, but has %d pictures and %d labels"
                                    .formatted(pictures.count(), labels.count())));
        }
        int wanted = take.orElse(pictures.count());
        if (wanted > pictures.count()) {
            throw new ProblemException(tooFew(wanted, pictures.count()));
        }
        return new IdxExamples(word(), pictures, labels, wanted);
    }

    private String word() {
        return split.name().toLowerCase(Locale.ROOT);
    }

    private Problem tooFew(int wanted, int there) {
        Problem problem =
                Problem.of(
                        "too-few-examples",
                        "fashion-mnist should give %d pictures of %s, but has %d"
                                .formatted(wanted, word(), there));
        return root.isPresent()
                ? problem
                : problem.hint("'root' names a folder with all of them; a part is embedded");
    }

    private Idx read(String kind, int dimensions) {
        String name = split.prefix + "-" + kind + "-ubyte.gz";
        try (InputStream in = stream(name)) {
            return Idx.read(in, dimensions);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            "bad-dataset",
                            "'%s' cannot be read: %s"
                                    .formatted(
                                            root.map(r -> r.resolve(name).toString()).orElse(name),
                                            Idx.reason(e))),
                    e);
        }
    }

    private InputStream stream(String name) throws IOException {
        if (root.isEmpty()) {
            return FashionMnist.class.getResourceAsStream("fashion-mnist/" + name);
        }
        Path file = root.get().resolve(name);
        if (!Files.isReadable(file)) {
            throw new ProblemException(
                    Problem.of("missing-file", "fashion-mnist should find '" + file + "'")
                            .hint(
                                    "the four files of github.com/zalandoresearch/fashion-mnist belong there; without 'root' the embedded part is used"));
        }
        return Files.newInputStream(file);
    }
}
