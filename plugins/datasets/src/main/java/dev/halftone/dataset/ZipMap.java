package dev.halftone.dataset;

import dev.halftone.dataset.StoredExamples.Labelled;
import dev.halftone.problem.Nearest;
import dev.halftone.problem.Problem;
import dev.halftone.problem.ProblemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The file beside a zip that says which of its pictures belong to a dataset, and their classes:
 * lines of {@code path in the zip<TAB>class index}, as Swin Transformer has them. Pictures that it
 * does not list are passed over.
 */
final class ZipMap {

    private ZipMap() {}

    /**
     * Reads one.
     *
     * @param pictures in the zip
     * @return the listed pictures, sorted by path
     */
    static List<Labelled> read(Path file, Set<String> pictures) {
        Map<String, Labelled> listed = new TreeMap<>();
        List<Problem> problems = new ArrayList<>();
        List<String> lines = Labels.lines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            String[] parts = line.split("\t", -1);
            if (parts.length != 2 || !Labels.isIndex(parts[1])) {
                problems.add(
                        Labels.problem(
                                file, i, line, "a line should be path in the zip<TAB>class index"));
            } else if (!pictures.contains(parts[0])) {
                problems.add(missing(file, i, line, parts[0], pictures));
            } else if (listed.put(parts[0], labelled(parts)) != null) {
                problems.add(Labels.problem(file, i, line, "'" + parts[0] + "' is listed twice"));
            }
        }
        if (lines.isEmpty()) {
            problems.add(Problem.of(Labels.CODE, "'" + file + "' lists no picture"));
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(Labels.first(problems));
        }
        return List.copyOf(listed.values());
    }

    private static Labelled labelled(String[] parts) {
        return new Labelled(parts[0], Integer.parseInt(parts[1].trim()));
    }

    private static Problem missing(
            Path file, int line, String text, String path, Set<String> pictures) {
        Problem problem = Labels.problem(file, line, text, "the zip has no picture '" + path + "'");
        return Nearest.to(path, pictures)
                .map(near -> problem.hint("it has '" + near + "'"))
                .orElse(problem);
    }
}
