package dev.halftone.dataset;

import dev.halftone.data.DatasetSource;
import dev.halftone.data.Examples;
import dev.halftone.dataset.StoredExamples.Labelled;
import dev.halftone.plugin.Dataset;
import dev.halftone.plugin.Param;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Tiny-ImageNet-200 as it is published: {@code val/images} with {@code val/val_annotations.txt},
 * and {@code train/WNID/images}; in a folder or in the zip. Pictures come sorted by class name,
 * then by path, as if they lay in class folders.
 *
 * <p>Without {@code labels} a class is its place among the sorted names, 0 to 199. With it, it is
 * what the file says: for ImageNet's classes {@code imagenet-1000_words.txt}, lines of {@code
 * wnid<TAB>words} where the line's number from 0 is the class.
 */
@Dataset(id = "tiny-imagenet", doc = "Tiny-ImageNet-200, 64x64, in its own layout.")
public record TinyImagenet(
        @Param(doc = "The folder, or the .zip file.") Path root,
        @Param(doc = "Which part: train or val.", byDefault = "val") Split split,
        @Param(doc = "File that gives class names their indices.") Optional<Path> labels,
        @Param(doc = "How many pictures, evenly spaced.", min = 1) Optional<Integer> take,
        @Param(doc = "How many pictures to leave out, evenly spaced.", min = 0)
                Optional<Integer> skip)
        implements DatasetSource {
    private static final String ANNOTATIONS = "val/val_annotations.txt";

    /** A part of the published data. */
    public enum Split {
        TRAIN,
        VAL
    }

    /** A picture and the name of its class. */
    private record Named(String path, String wnid) {}

    @Override
    public Examples open() {
        Optional<Labels> listed = labels.map(Labels::read);
        Store store = store();
        try {
            List<Named> named = new ArrayList<>(split == Split.VAL ? val(store) : train(store));
            named.sort(Comparator.comparing(Named::wnid).thenComparing(Named::path));
            List<Labelled> all = labelled(named, listed);
            List<Labelled> chosen = Picks.of(all, skip, take, "tiny-imagenet '" + root + "'");
            return new StoredExamples(store, "", chosen, false);
        } catch (IOException e) {
            store.close();
            throw bad("'" + root + "' cannot be read", e);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private Store store() {
        if (Files.isDirectory(root)) {
            return new FolderStore(root);
        }
        if (!Files.exists(root)) {
            throw new ProblemException(
                    Problem.of("missing-folder", "there is no folder or zip '" + root + "'"));
        }
        try {
            return new ZipStore(root);
        } catch (IOException e) {
            throw bad("'" + root + "' is neither a folder nor a whole zip file", e);
        }
    }

    private List<Named> val(Store store) throws IOException {
        String file =
                store.below("").stream()
                        .filter(
                                path ->
                                        path.equals(ANNOTATIONS)
                                                || path.endsWith("/" + ANNOTATIONS))
                        .findFirst()
                        .orElseThrow(() -> none(ANNOTATIONS));
        String folder = file.substring(0, file.length() - "val_annotations.txt".length());
        List<Named> named = new ArrayList<>();
        for (String line : new String(store.read(file), StandardCharsets.UTF_8).lines().toList()) {
            String[] parts = line.split("\t");
            if (parts.length < 2 || parts[0].contains("/")) {
                throw bad(
                        "a line of '"
                                + file
                                + "' should be picture<TAB>class, but is '"
                                + line
                                + "'");
            }
            named.add(new Named(folder + "images/" + parts[0], parts[1].trim()));
        }
        return named;
    }

    private List<Named> train(Store store) throws IOException {
        List<Named> named = new ArrayList<>();
        for (String path : store.below("")) {
            String[] parts = path.split("/");
            int n = parts.length;
            if (n >= 4 && parts[n - 4].equals("train") && Store.isPicture(path)) {
                named.add(new Named(path, parts[n - 3]));
            }
        }
        if (named.isEmpty()) {
            throw none("train/WNID/images");
        }
        return named;
    }

    private List<Labelled> labelled(List<Named> named, Optional<Labels> listed) {
        List<String> wnids = named.stream().map(Named::wnid).distinct().sorted().toList();
        List<Labelled> all = new ArrayList<>();
        for (Named one : named) {
            OptionalInt index =
                    listed.map(l -> l.of(one.wnid + "/x"))
                            .orElseGet(() -> OptionalInt.of(wnids.indexOf(one.wnid)));
            int known =
                    index.orElseThrow(
                            () ->
                                    new ProblemException(
                                            listed.orElseThrow().unlisted(one.wnid + "/x")));
            all.add(new Labelled(one.path, known));
        }
        return all;
    }

    private ProblemException none(String what) {
        return new ProblemException(
                Problem.of("no-pictures", "there is no '" + what + "' in '" + root + "'")
                        .hint("it should be as tiny-imagenet-200.zip is"));
    }

    private static ProblemException bad(String message) {
        return new ProblemException(Problem.of("bad-dataset", message));
    }

    private static ProblemException bad(String message, IOException cause) {
        return new ProblemException(Problem.of("bad-dataset", message), cause);
    }
}
