package dev.halftone.coco;

import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folders of COCO and LVIS as they are unpacked: {@code annotations/KIND_SPLIT.json} and the
 * pictures in {@code SPLIT}, {@code images/SPLIT} or {@code images}.
 *
 * @param root of all
 * @param kind how files of annotations begin: {@code instances}, {@code lvis_v1}
 * @param split a part: {@code val2017}; none where there is only one
 */
public record Gallery(Path root, String kind, Optional<String> split) {
    private static final int MOST_TOLD = 10;

    /** The file of annotations. */
    public Path annotations() {
        if (!Files.isDirectory(root)) {
            throw new ProblemException(
                    Problem.of("missing-folder", "there is no folder '" + root + "'"));
        }
        String name = kind + split.map(s -> "_" + s).orElse("") + ".json";
        List<Path> places =
                List.of(
                        root.resolve("annotations").resolve(name),
                        root.resolve(name),
                        root.resolve(split.orElse("")).resolve(kind + ".json"));
        return places.stream()
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> none(name));
    }

    private ProblemException none(String name) {
        Problem problem =
                Problem.of(
                        "missing-file",
                        "there is no '" + name + "' in '" + root + "' or its 'annotations'");
        List<String> splits = splits();
        return new ProblemException(
                splits.isEmpty()
                        ? problem.hint("'annotations' names a file that lies elsewhere")
                        : problem.hint("'split' can be " + String.join(", ", splits)));
    }

    private List<String> splits() {
        try (Stream<Path> files = Files.list(root.resolve("annotations"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(kind + "_") && name.endsWith(".json"))
                    .map(name -> name.substring(kind.length() + 1, name.length() - 5))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * Where the pictures lie, below the root, in their order.
     *
     * @throws ProblemException that names those that are missing
     */
    public List<String> paths(List<PictureEntry> pictures) {
        List<String> paths = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        int missing = 0;
        for (PictureEntry picture : pictures) {
            Optional<String> path = places(picture).filter(this::isThere).findFirst();
            path.ifPresent(paths::add);
            if (path.isEmpty() && missing++ < MOST_TOLD) {
                problems.add(
                        Problem.of(
                                "missing-picture",
                                "the picture '%s' is not below '%s'"
                                        .formatted(name(picture), root)));
            }
        }
        if (missing > MOST_TOLD) {
            problems.add(
                    Problem.of("missing-picture", "so are %d more".formatted(missing - MOST_TOLD)));
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
        return paths;
    }

    private boolean isThere(String path) {
        Path file = root.resolve(path).normalize();
        return file.startsWith(root.normalize()) && Files.isRegularFile(file);
    }

    private static String name(PictureEntry picture) {
        return picture.fileName().orElse("image " + picture.id() + " (it has no 'file_name')");
    }

    private Stream<String> places(PictureEntry picture) {
        String name = picture.fileName().orElse("");
        return Stream.of(split, picture.folder(), Optional.of(""))
                .flatMap(Optional::stream)
                .map(folder -> folder.isEmpty() ? "" : folder + "/")
                .flatMap(folder -> Stream.of(folder + name, "images/" + folder + name));
    }

    /** The pictures that something is asked about, by number. */
    static List<PictureEntry> asked(Annotations annotations, Asking asking) {
        Map<Long, PictureEntry> pictures = annotations.pictures();
        return pictures.values().stream()
                .filter(
                        one ->
                                asking.isEverywhere()
                                        || annotations.in(one.id()).stream()
                                                .anyMatch(thing -> thing.boxed().area() >= 1))
                .toList();
    }
}
