package dev.halftone.dataset;

import dev.halftone.data.DatasetSource;
import dev.halftone.data.Examples;
import dev.halftone.dataset.StoredExamples.Labelled;
import dev.halftone.plugin.Dataset;
import dev.halftone.plugin.Param;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.zip.ZipException;

/**
 * Pictures in class folders, in a folder or a zip, sorted by path.
 *
 * <p>Without {@code labels} the folders directly below the root (or its {@code split}) are the
 * classes, in sorted order. With it, a picture's class is that of the first folder on its path that
 * is listed, or of its own name without the ending, so that pictures may also lie flat. Lines are
 * {@code folder<TAB>class index}, or {@code folder<TAB>words} where the line's number from 0 is the
 * index, or {@code class index<TAB>folder<TAB>words}.
 *
 * <p>The layout of Swin Transformer is known too: {@code SPLIT.zip} beside {@code SPLIT_map.txt},
 * whose lines are {@code path in the zip<TAB>class index}. Pictures that it does not list are
 * passed over.
 *
 * <p>{@code take} chooses evenly spaced pictures, so that all classes have their share; {@code
 * skip} leaves out just those that {@code take} with the same number would choose, so that pictures
 * to calibrate on and pictures to evaluate on can come from one folder.
 */
@Dataset(id = "image-folder", doc = "Pictures in class folders, in a folder or a zip.")
public record ImageFolder(
        @Param(doc = "The folder, or a .zip file.") Path root,
        @Param(doc = "File that gives folders their class indices.") Optional<Path> labels,
        @Param(doc = "Folder below the root to use.") Optional<String> split,
        @Param(doc = "How many pictures, evenly spaced.", min = 1) Optional<Integer> take,
        @Param(doc = "How many pictures to leave out, evenly spaced.", min = 0)
                Optional<Integer> skip,
        @Param(
                        doc = "Whether pictures are turned as EXIF says; most evaluations do not.",
                        byDefault = "false")
                boolean upright)
        implements DatasetSource {
    private static final int MOST_TOLD = 10;

    @Override
    public Examples open() {
        Optional<Labels> listed = isZipped() ? Optional.empty() : labels.map(Labels::read);
        Store store = store();
        try {
            String folder = isZipped() ? "" : split.map(ImageFolder::slashed).orElse("");
            List<String> pictures = pictures(store, folder);
            List<Labelled> all =
                    isZipped()
                            ? ZipMap.read(map(), Set.copyOf(pictures))
                            : labelled(pictures, listed);
            List<Labelled> chosen = Picks.of(all, skip, take, "image-folder '" + root + "'");
            return new StoredExamples(store, folder, chosen, upright);
        } catch (IOException e) {
            store.close();
            throw failed("cannot be read", e);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private static String slashed(String folder) {
        return folder.endsWith("/") ? folder : folder + "/";
    }

    /** Whether the split is a zip beside the file that gives its pictures their classes. */
    private boolean isZipped() {
        return split.isPresent()
                && !Files.isDirectory(root.resolve(split.get()))
                && Files.isRegularFile(root.resolve(split.get() + ".zip"));
    }

    private Path map() {
        return labels.orElse(root.resolve(split.orElseThrow() + "_map.txt"));
    }

    private Store store() {
        if (isZipped()) {
            return zip(root.resolve(split.orElseThrow() + ".zip"));
        }
        if (Files.isDirectory(root)) {
            return new FolderStore(root);
        }
        if (!Files.exists(root)) {
            Problem problem = Problem.of("missing-folder", "there is no folder '" + root + "'");
            throw new ProblemException(
                    Optional.ofNullable(root.toAbsolutePath().getParent())
                            .filter(parent -> !Files.exists(parent))
                            .map(parent -> problem.hint("nor is there '" + parent + "'"))
                            .orElse(problem));
        }
        return zip(root);
    }

    private Store zip(Path file) {
        try {
            return new ZipStore(file);
        } catch (ZipException e) {
            throw failed("is neither a folder nor a whole zip file", e);
        } catch (IOException e) {
            throw failed("cannot be read", e);
        }
    }

    private ProblemException failed(String what, IOException cause) {
        return new ProblemException(Problem.of("bad-dataset", "'" + root + "' " + what), cause);
    }

    private List<String> pictures(Store store, String folder) throws IOException {
        List<String> pictures = store.below(folder).stream().filter(Store::isPicture).toList();
        if (pictures.isEmpty()) {
            String where = split.map(s -> "'" + s + "' of '" + root + "'").orElse("'" + root + "'");
            throw new ProblemException(
                    Problem.of("no-pictures", "there is no picture in " + where)
                            .hint(
                                    "files are pictures when they end in .jpg, .png, .bmp, .gif or .tif"));
        }
        return pictures;
    }

    private List<Labelled> labelled(List<String> pictures, Optional<Labels> listed) {
        List<String> folders =
                pictures.stream()
                        .filter(path -> path.contains("/"))
                        .map(ImageFolder::top)
                        .distinct()
                        .sorted()
                        .toList();
        List<Labelled> all = new ArrayList<>();
        Set<Problem> problems = new LinkedHashSet<>();
        for (String path : pictures) {
            OptionalInt index = listed.map(l -> l.of(path)).orElseGet(() -> place(folders, path));
            if (index.isPresent()) {
                all.add(new Labelled(path, index.getAsInt()));
            } else if (problems.size() < MOST_TOLD) {
                problems.add(listed.map(l -> l.unlisted(path)).orElseGet(() -> flat(path)));
            }
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(List.copyOf(problems));
        }
        return all;
    }

    private static String top(String path) {
        return path.substring(0, path.indexOf('/'));
    }

    private static OptionalInt place(List<String> folders, String path) {
        return path.contains("/")
                ? OptionalInt.of(Collections.binarySearch(folders, top(path)))
                : OptionalInt.empty();
    }

    private static Problem flat(String path) {
        return Problem.of("no-label", "the picture '" + path + "' should lie in a class folder")
                .hint("or 'labels' should list its name");
    }
}
